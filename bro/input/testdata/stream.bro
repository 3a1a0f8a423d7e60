# Mode STREAM: lines overwrite earlier ones and are compared with the table; nothing is removed, nothing ends.
# file: in
#|#fields	i	s
#|1	a
#|2	b
#|1	a
#|1	c

redef exit_only_after_terminate = T;
redef Threading::heartbeat_interval = 10 msec;
type Idx: record { i: int; };
type Val: record { s: string; };
global t: table[int] of Val;
global lines = 0;

event line(d: Input::TableDescription, tpe: Input::Event, left: Idx, right: Val)
	{
	print tpe, left$i, right$s;
	if ( ++lines == 4 )
		system("printf '2\\tnew\\n3\\thalf' >> in; (sleep 0.1; printf ' and half\\n' >> in) &");
	if ( lines == 6 )
		terminate();
	}

event Input::end_of_data(name: string, source: string)
	{
	print "never";
	}

event bro_init()
	{
	Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t, $mode=Input::STREAM, $ev=line]);
	}

event bro_done()
	{
	print t;
	}

# expect: Input::EVENT_NEW, 1, a
# expect: Input::EVENT_NEW, 2, b
# expect: Input::EVENT_CHANGED, 1, a
# expect: Input::EVENT_CHANGED, 1, a
# expect: Input::EVENT_CHANGED, 2, b
# expect: Input::EVENT_NEW, 3, half and half
# expect: {
# expect: [1] = [s=c],
# expect: [2] = [s=new],
# expect: [3] = [s=half and half]
# expect: }
