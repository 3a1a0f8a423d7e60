# The arguments of an event are checked; a name that is no event is an error.
# exit: 1
event e(n: count) { }
function f() { }
event bro_init()
	{
	event e("x"); ### "type mismatch"
	event e(); ### "wrong number of arguments"
	event e(1, 2); ### "wrong number of arguments"
	event f(); ### "is not an event"
	event nothing(1); ### "nothing"
	}
