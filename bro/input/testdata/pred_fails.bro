# A predicate that fails counts as F; the others go on.
# file: in
#|#fields	i	s
#|1	a
#|2	b

type Idx: record { i: int; };
type Val: record { s: string; };
global t: table[int] of Val;
global letters = table(["a"] = 1);

event bro_init()
	{
	Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t,
		$pred(typ: Input::Event, left: Idx, right: Val) = { return letters[right$s] == 1; }]);
	}

event bro_done()
	{
	print |t|, t[1];
	}

# expect: 1, [s=a]
# stderr: no such index
