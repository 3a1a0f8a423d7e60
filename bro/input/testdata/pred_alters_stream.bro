# In mode STREAM an altered index has no effect, an altered value has.
# file: in
#|#fields	i	s
#|1	a

type Idx: record { i: int; };
type Val: record { s: string; };
global t: table[int] of Val;

event bro_init()
	{
	Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t, $mode=Input::STREAM,
		$pred(typ: Input::Event, left: Idx, right: Val) = { left$i = 7; right$s = "altered"; return T; }]);
	}

event bro_done()
	{
	print t;
	}

# expect: {
# expect: [1] = [s=altered]
# expect: }
