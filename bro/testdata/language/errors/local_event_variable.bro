# An event is raised under a global name; a local variable cannot stand for it.
# exit: 1
event seen(n: count) { }
event zeek_init()
	{
	local e = seen;
	event e(1);	### "local identifier \"e\" cannot be used to reference an event"
	schedule 1sec { e(2) };	### "local identifier \"e\" cannot be used to reference an event"
	}
