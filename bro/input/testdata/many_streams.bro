# What several streams bring comes in the order in which they were opened; one opened while others end comes after them.
# file: a
#|i
#|1
#|2
# file: b
#|i
#|3

type Line: record { i: int; };

event line(d: Input::EventDescription, tpe: Input::Event, i: int)
	{
	print d$name, i;
	}

event Input::end_of_data(name: string, source: string)
	{
	print "end", name;
	if ( name == "first" )
		Input::add_event([$source="a", $name="fourth", $fields=Line, $ev=line]);
	}

event bro_init()
	{
	Input::add_event([$source="a", $name="first", $fields=Line, $ev=line]);
	Input::add_event([$source="b", $name="second", $fields=Line, $ev=line]);
	Input::add_event([$source="a", $name="third", $fields=Line, $ev=line]);
	}

# expect: first, 1
# expect: first, 2
# expect: end, first
# expect: second, 3
# expect: end, second
# expect: third, 1
# expect: third, 2
# expect: end, third
# expect: fourth, 1
# expect: fourth, 2
# expect: end, fourth
