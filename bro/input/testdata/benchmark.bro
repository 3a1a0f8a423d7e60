# Made-up data: a batch when the stream opens and one at each heartbeat, with the events that tell of them.
redef exit_only_after_terminate = T;
redef Threading::heartbeat_interval = 50 msec;
redef InputBenchmark::addfactor = 20;
redef InputBenchmark::factor = 2.0;
type Line: record {
	b: bool; i: int; c: count; d: double; iv: interval; t: time; s: string; p: port; a: addr; sn: subnet;
	sc: set[count]; vs: vector of string;
};
global lines = 0;
global beats = 0;

event lines_changed(newlines: count, changetime: time)
	{
	print "lines", newlines;
	}

event line(d: Input::EventDescription, tpe: Input::Event, l: Line)
	{
	++lines;
	if ( ! l$b || l$i < 0 || |l$s| != 10 || l$p > 60000/unknown || l$a != 192.168.17.1 || l$sn != 192.168.0.0/16 || |l$sc| > 15 || |l$vs| > 15 )
		print "odd", l;
	}

event HeartbeatDone()
	{
	print lines;
	if ( ++beats == 2 )
		terminate();
	}

event bro_init()
	{
	Input::add_event([$source="200", $name="bench", $reader=Input::READER_BENCHMARK, $mode=Input::STREAM, $fields=Line, $ev=line]);
	}

# expect: lines, 420
# expect: 31
# expect: lines, 860
# expect: 74
