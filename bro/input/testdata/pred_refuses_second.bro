# A second line of an index that the predicate refuses leaves the first in place.
# file: in
#|#fields	i	s
#|1	good
#|1	bad

type Idx: record { i: int; };
type Val: record { s: string; };
global t: table[int] of Val;

event bro_init()
	{
	Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t,
		$pred(typ: Input::Event, left: Idx, right: Val) = { return right$s == "good"; }]);
	}

event bro_done()
	{
	print t[1]$s;
	}

# expect: good
