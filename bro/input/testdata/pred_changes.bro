# What a predicate sees in each case, and what its F means.
# file: one
#|#fields	i	s
#|1	keeps its value
#|2	takes the new value
#|3	stays although gone
#|4	goes
# file: two
#|#fields	i	s
#|1	refused
#|2	accepted
#|5	refused

type Idx: record { i: int; };
type Val: record { s: string; };
global t: table[int] of Val;
global rounds = 0;

event line(d: Input::TableDescription, tpe: Input::Event, left: Idx, right: Val)
	{
	print "event", tpe, left$i, right$s;
	}

function ask(typ: Input::Event, left: Idx, right: Val): bool
	{
	print typ, left$i, right$s, left$i in t ? t[left$i]$s : "-";
	if ( typ == Input::EVENT_REMOVED )
		return left$i != 3;
	return right$s != "refused";
	}

event Input::end_of_data(name: string, source: string)
	{
	print "end";
	if ( ++rounds > 2 )
		return;
	if ( rounds == 1 )
		system("mv two one");
	Input::force_update("t");
	}

event bro_init()
	{
	Input::add_table([$source="one", $name="t", $idx=Idx, $val=Val, $destination=t, $pred=ask, $ev=line]);
	}

event bro_done()
	{
	print t;
	}

# expect: Input::EVENT_NEW, 1, keeps its value, -
# expect: Input::EVENT_NEW, 2, takes the new value, -
# expect: Input::EVENT_NEW, 3, stays although gone, -
# expect: Input::EVENT_NEW, 4, goes, -
# expect: event, Input::EVENT_NEW, 1, keeps its value
# expect: event, Input::EVENT_NEW, 2, takes the new value
# expect: event, Input::EVENT_NEW, 3, stays although gone
# expect: event, Input::EVENT_NEW, 4, goes
# expect: end
# expect: Input::EVENT_CHANGED, 1, refused, keeps its value
# expect: Input::EVENT_CHANGED, 2, accepted, takes the new value
# expect: Input::EVENT_NEW, 5, refused, -
# expect: event, Input::EVENT_CHANGED, 2, takes the new value
# expect: Input::EVENT_REMOVED, 3, stays although gone, stays although gone
# expect: Input::EVENT_REMOVED, 4, goes, goes
# expect: event, Input::EVENT_REMOVED, 4, goes
# expect: end
# expect: Input::EVENT_CHANGED, 1, refused, keeps its value
# expect: Input::EVENT_NEW, 5, refused, -
# expect: Input::EVENT_REMOVED, 3, stays although gone, stays although gone
# expect: end
# expect: {
# expect: [1] = [s=keeps its value],
# expect: [2] = [s=accepted],
# expect: [3] = [s=stays although gone]
# expect: }
