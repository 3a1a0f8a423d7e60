# An index of several columns, one of them a record; columns are found by name.
# file: in
#|x	s	r.b	r.a	i
#|9	val	T	10.0.0.1	5
#|9	other	F	10.0.0.1	5
# file: in2
#|x	s	r.b	r.a	i
#|9	val	T	10.0.0.1	5

type R: record { a: addr; b: bool; };
type Idx: record { i: int; r: R; };
type Val: record { s: string; };
global t: table[int, R] of string;
global rounds = 0;

event line(d: Input::TableDescription, tpe: Input::Event, left: Idx, right: string)
	{
	print tpe, left, right;
	}

event Input::end_of_data(name: string, source: string)
	{
	print |t|, [5, R($a=10.0.0.1, $b=T)] in t;
	if ( ++rounds == 1 )
		{
		system("mv in2 in");
		Input::force_update("t");
		}
	}

event bro_init()
	{
	Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t, $ev=line]);
	}

# expect: Input::EVENT_NEW, [i=5, r=[a=10.0.0.1, b=T]], val
# expect: Input::EVENT_NEW, [i=5, r=[a=10.0.0.1, b=F]], other
# expect: 2, T
# expect: Input::EVENT_REMOVED, [i=5, r=[a=10.0.0.1, b=F]], other
# expect: 1, T
