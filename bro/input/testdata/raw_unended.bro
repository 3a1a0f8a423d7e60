# Following a file: what comes after the last separator is held back until more of it
# comes, but not longer than to the next look for changes.
redef exit_only_after_terminate = T;
redef Threading::heartbeat_interval = 50 msec;
type Line: record { s: string; };
event line(d: Input::EventDescription, tpe: Input::Event, s: string)
	{
	print s;
	if ( s == "two" )
		system("printf 'three\nfo' >> in; printf 'ur' >> in");
	if ( s == "four" )
		terminate();
	}
event bro_init()
	{
	system("printf 'one\ntwo' > in");
	Input::add_event([$source="in", $name="in", $reader=Input::READER_RAW, $mode=Input::STREAM, $fields=Line, $ev=line]);
	}

# expect: one
# expect: two
# expect: three
# expect: four
