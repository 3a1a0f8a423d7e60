# Batches for a table end with the event of the end of data; a seed makes them repeat.
redef Threading::heartbeat_interval = 500 msec;
redef InputBenchmark::seed = 7;
type Idx: record { i: int; };
type Val: record { s: string; };
global one: table[int] of Val;
global two: table[int] of Val;

event Input::end_of_data(name: string, source: string)
	{
	print name, source;
	}

event bro_init()
	{
	Input::add_table([$source="100", $name="one", $reader=Input::READER_BENCHMARK, $idx=Idx, $val=Val, $destination=one]);
	Input::add_table([$source="100", $name="two", $reader=Input::READER_BENCHMARK, $idx=Idx, $val=Val, $destination=two, $mode=Input::REREAD]);
	}

event bro_done()
	{
	print |one|, |two|;
	for ( i in one )
		if ( i !in two || one[i]$s != two[i]$s )
			print "different", i;
	}

# expect: one, 100
# expect: two, 100
# expect: 50, 50
