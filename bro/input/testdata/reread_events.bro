# An event stream in mode REREAD sends all lines again, always as new.
# file: in
#|#fields	i
#|1
#|2

redef exit_only_after_terminate = T;
redef Threading::heartbeat_interval = 10 msec;
type Line: record { i: int; };
global lines = 0;

event line(d: Input::EventDescription, tpe: Input::Event, i: int)
	{
	print tpe, i;
	}

event Input::end_of_data(name: string, source: string)
	{
	print "end";
	if ( ++lines == 1 )
		system("echo 3 >> in");
	else
		terminate();
	}

event bro_init()
	{
	Input::add_event([$source="in", $name="e", $fields=Line, $ev=line, $mode=Input::REREAD]);
	}

# expect: Input::EVENT_NEW, 1
# expect: Input::EVENT_NEW, 2
# expect: end
# expect: Input::EVENT_NEW, 1
# expect: Input::EVENT_NEW, 2
# expect: Input::EVENT_NEW, 3
# expect: end
