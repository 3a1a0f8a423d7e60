# Optional fields whose type no source can hold may be left out.
# file: in
#|#fields	i	s	f
#|1	a	x

redef Input::accept_unsupported_types = T;
type Idx: record { i: int; };
type Val: record { s: string; f: file &optional; cb: function(x: count): count &optional; };
global t: table[int] of Val;

event bro_init()
	{
	Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t]);
	}

event bro_done()
	{
	print t[1]$s, t[1]?$f, t[1]?$cb;
	}

# expect: a, F, F
# stderr: info: input stream "t": field f is left out
# stderr: info: input stream "t": field cb is left out
