# The value of a single field, and a set. Whether the value is bare is told from the table.
# file: in
#|#fields	i	b
#|1	T
#|2	F
#|3	T

type Idx: record { i: int; };
type Val: record { b: bool; };
global bare: table[int] of bool;
global told: table[int] of bool;
global records: table[int] of Val;
global keys: set[int];

event on_bare(d: Input::TableDescription, tpe: Input::Event, left: Idx, right: bool)
	{
	print "bare", d$want_record, tpe, left, right;
	}

event on_set(d: Input::TableDescription, tpe: Input::Event, left: Idx)
	{
	print "set", tpe, left;
	}

event bro_init()
	{
	Input::add_table([$source="in", $name="bare", $idx=Idx, $val=Val, $destination=bare, $ev=on_bare,
		$pred(typ: Input::Event, left: Idx, right: bool) = { return right; }]);
	Input::add_table([$source="in", $name="told", $idx=Idx, $val=Val, $destination=told, $want_record=F]);
	Input::add_table([$source="in", $name="records", $idx=Idx, $val=Val, $destination=records]);
	Input::add_table([$source="in", $name="keys", $idx=Idx, $destination=keys, $ev=on_set,
		$pred(typ: Input::Event, left: Idx) = { return left$i > 1; }]);
	}

event bro_done()
	{
	print bare;
	print |told|, told[2], records[2];
	print keys;
	}

# expect: bare, F, Input::EVENT_NEW, [i=1], T
# expect: bare, F, Input::EVENT_NEW, [i=3], T
# expect: set, Input::EVENT_NEW, [i=2]
# expect: set, Input::EVENT_NEW, [i=3]
# expect: {
# expect: [1] = T,
# expect: [3] = T
# expect: }
# expect: 3, F, [b=F]
# expect: {
# expect: 2,
# expect: 3
# expect: }
