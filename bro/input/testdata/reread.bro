# Mode REREAD: each change of the file is found at a heartbeat.
# file: in
#|#fields	i	s
#|1	a
# file: in2
#|#fields	i	s
#|1	a
#|2	b
# file: in3
#|#fields	i	s

redef exit_only_after_terminate = T;
redef Threading::heartbeat_interval = 10 msec;
type Idx: record { i: int; };
type Val: record { s: string; };
global t: table[int] of Val;
global rounds = 0;

event Input::end_of_data(name: string, source: string)
	{
	print "round", ++rounds, |t|;
	switch ( rounds )
		{
		case 1: system("mv in2 in"); break;
		case 2: system("cp in3 in"); break;
		case 3: terminate(); break;
		}
	}

event bro_init()
	{
	Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t, $mode=Input::REREAD]);
	}

# expect: round, 1, 1
# expect: round, 2, 2
# expect: round, 3, 0
