# A predicate may alter what is stored: the value, and in tracked modes the index. The event's index is that of the line.
# file: one
#|#fields	i	s
#|1	a
#|2	b
# file: two
#|#fields	i	s
#|2	b

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
	print t;
	if ( ++rounds == 1 )
		{
		system("mv two one");
		Input::force_update("t");
		}
	}

event bro_init()
	{
	Input::add_table([$source="one", $name="t", $idx=Idx, $val=Val, $destination=t, $ev=line,
		$pred(typ: Input::Event, left: Idx, right: Val) = { left$i = left$i + 100; right$s = right$s + "!"; return T; }]);
	}

# expect: Input::EVENT_NEW, 1, a!
# expect: Input::EVENT_NEW, 2, b!
# expect: {
# expect: [101] = [s=a!],
# expect: [102] = [s=b!]
# expect: }
# expect: Input::EVENT_REMOVED, 101, a!!
# expect: {
# expect: [102] = [s=b!]
# expect: }
