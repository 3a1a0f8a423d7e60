# Tables keep their attributes: &on_change sees what a stream does, and its mistakes do not end the stream.
# file: in
#|i	s
#|1	a
#|2	b

type Idx: record { i: int; };
type Val: record { s: string; };

function changed(t: table[int] of Val, tpe: TableChange, i: int, v: Val)
	{
	print tpe, i, v;
	if ( i == 1 )
		print t[99];
	}

global t: table[int] of Val &on_change=changed;

event bro_init()
	{
	Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t]);
	}

event bro_done()
	{
	print |t|;
	}

# expect: TABLE_ELEMENT_NEW, 1, [s=a]
# expect: TABLE_ELEMENT_NEW, 2, [s=b]
# expect: 2
# stderr: no such index
