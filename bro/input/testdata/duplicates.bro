# Of lines with one index the last one wins; each is new. A second reading of the same file: the first occurrence is
# another value than the last reading's (changed), the second is new again.
# file: in
#|#fields	i	s
#|1	a
#|1	b

type Idx: record { i: int; };
type Val: record { s: string; };
global t: table[int] of Val;
global rounds = 0;

event line(d: Input::TableDescription, tpe: Input::Event, left: Idx, right: Val)
	{
	print tpe, left$i, right$s;
	}

event Input::end_of_data(name: string, source: string)
	{
	print t[1]$s;
	if ( ++rounds == 1 )
		Input::force_update("t");
	}

event bro_init()
	{
	Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t, $ev=line]);
	}

# expect: Input::EVENT_NEW, 1, a
# expect: Input::EVENT_NEW, 1, b
# expect: b
# expect: Input::EVENT_CHANGED, 1, b
# expect: Input::EVENT_NEW, 1, b
# expect: b
