# A re-read of an unchanged line does not bring back what a script deleted; a line that
# goes whose entry is gone already is no removal. Entries of the script's own stay.
# file: one
#|#fields	i	s
#|1	a
#|2	b
#|3	c
# file: two
#|#fields	i	s
#|1	a
#|3	changed

type Idx: record { i: int; };
type Val: record { s: string; };
global t: table[int] of Val;
global rounds = 0;

event line(d: Input::TableDescription, tpe: Input::Event, left: Idx, right: Val)
	{
	if ( rounds > 0 )
		print tpe, left$i, right$s;
	}

event Input::end_of_data(name: string, source: string)
	{
	if ( ++rounds == 1 )
		{
		delete t[1];
		delete t[2];
		delete t[3];
		t[100] = [$s="own"];
		system("mv two one");
		Input::force_update("t");
		}
	else
		print t;
	}

event bro_init()
	{
	Input::add_table([$source="one", $name="t", $idx=Idx, $val=Val, $destination=t, $ev=line]);
	}

# expect: Input::EVENT_NEW, 3, changed
# expect: {
# expect: [100] = [s=own],
# expect: [3] = [s=changed]
# expect: }
