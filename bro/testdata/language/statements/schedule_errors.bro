# schedule needs an interval and an event with its arguments.
# exit: 1
event e(n: count) { }
event bro_init()
	{
	schedule "5" { e(1) }; ### "schedule expression requires a time interval, not string"
	schedule 1sec { e() }; ### "wrong number of arguments"
	schedule 1sec { nothing() }; ### "nothing"
	}
