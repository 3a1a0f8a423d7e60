# Following a command: what it says arrives while it runs; remove ends it.
redef exit_only_after_terminate = T;
redef Threading::heartbeat_interval = 10 msec;
type Line: record { s: string; };

event line(d: Input::EventDescription, tpe: Input::Event, s: string)
	{
	print s;
	if ( s == "two" )
		Input::remove("follow");
	}

event InputRaw::process_finished(name: string, source: string, exit_code: count, signal_exit: bool)
	{
	print "never";
	}

event later()
	{
	print Input::remove("follow");
	terminate();
	}

event bro_init()
	{
	Input::add_event([$source="echo one; sleep 0.1; echo two; exec sleep 100 |", $name="follow", $reader=Input::READER_RAW,
		$mode=Input::STREAM, $fields=Line, $ev=line]);
	schedule 600 msec { later() };
	}

# expect: one
# expect: two
# expect: F
