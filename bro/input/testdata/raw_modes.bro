# Files in modes REREAD (all again) and STREAM (what is new; a new file of the name from its beginning).
# file: a
#|1
# file: b
#|x

redef exit_only_after_terminate = T;
redef Threading::heartbeat_interval = 10 msec;
type Line: record { s: string; };
global seen = 0;

event line(d: Input::EventDescription, tpe: Input::Event, s: string)
	{
	print d$name, s;
	switch ( ++seen )
		{
		case 1: system("echo 2 >> a"); break;
		case 3: Input::remove("reread");
			Input::add_event([$source="b", $name="stream", $reader=Input::READER_RAW, $mode=Input::STREAM, $fields=Line, $ev=line]); break;
		case 4: system("printf y >> b; sleep 0.05; echo y >> b"); break;
		case 5: system("echo z > c; mv c b"); break;
		case 6: system(": > b; (sleep 0.2; echo w >> b) &"); break;
		case 7: terminate(); break;
		}
	}

event bro_init()
	{
	Input::add_event([$source="a", $name="reread", $reader=Input::READER_RAW, $mode=Input::REREAD, $fields=Line, $ev=line]);
	}

# expect: reread, 1
# expect: reread, 1
# expect: reread, 2
# expect: stream, x
# expect: stream, yy
# expect: stream, z
# expect: stream, w
