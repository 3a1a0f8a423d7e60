# Unset columns tell lines apart: "-", "x" is not "x", "-".
# file: one
#|#fields	i	s	ss
#|1	-	TEST
#|2	-	-
# file: two
#|#fields	i	s	ss
#|1	TEST	-
#|2	-	-

type Idx: record { i: int; };
type Val: record { s: string &optional; ss: string &optional; };
global t: table[int] of Val;
global rounds = 0;

event line(d: Input::TableDescription, tpe: Input::Event, left: Idx, right: Val)
	{
	print tpe, left$i, t[left$i];
	}

event Input::end_of_data(name: string, source: string)
	{
	if ( ++rounds == 1 )
		{
		system("mv two one");
		Input::force_update("t");
		}
	}

event bro_init()
	{
	Input::add_table([$source="one", $name="t", $idx=Idx, $val=Val, $destination=t, $ev=line]);
	}

# expect: Input::EVENT_NEW, 1, [s=<uninitialized>, ss=TEST]
# expect: Input::EVENT_NEW, 2, [s=<uninitialized>, ss=<uninitialized>]
# expect: Input::EVENT_CHANGED, 1, [s=TEST, ss=<uninitialized>]
