# What makes no sense is refused at once, with a reason.
type Idx: record { i: int; };
type Idx2: record { i: int; j: int; };
type IdxS: record { s: string; };
type Val: record { s: string; };
type Val2: record { s: string; n: int; };
type Opt: record { v: Val &optional; };
type Tab: record { t: table[int] of int; };
type Sets: record { s: set[int, int]; };
type Files: record { s: string; f: file &optional; };
type Nothing: record { };
global t: table[int] of Val;
global bare: table[int] of string;
global s: set[int];
global two: table[int, int] of Val;

event good(d: Input::TableDescription, tpe: Input::Event, left: Idx, right: Val) { }
event good_set(d: Input::TableDescription, tpe: Input::Event, left: Idx) { }
event swapped(tpe: Input::Event, d: Input::TableDescription, left: Idx, right: Val) { }
event line(d: Input::EventDescription, tpe: Input::Event, v: Val) { }
event fields(d: Input::EventDescription, tpe: Input::Event, s: string) { }
function no_event(d: Input::TableDescription, tpe: Input::Event, left: Idx, right: Val) { }
function counts(typ: Input::Event, left: Idx, right: Val): count { return 1; }

event bro_init()
	{
	print Input::add_table([$source="in", $name="n", $idx="Idx", $val=Val, $destination=t]);
	print Input::add_table([$source="in", $name="n", $idx=int, $val=Val, $destination=t]);
	print Input::add_table([$source="in", $name="n", $idx=Idx, $val=Val, $destination=17]);
	print Input::add_table([$source="in", $name="n", $idx=Idx2, $val=Val, $destination=t]);
	print Input::add_table([$source="in", $name="n", $idx=Idx, $val=Val, $destination=two]);
	print Input::add_table([$source="in", $name="n", $idx=IdxS, $val=Val, $destination=t]);
	print Input::add_table([$source="in", $name="n", $idx=Idx, $destination=t]);
	print Input::add_table([$source="in", $name="n", $idx=Idx, $val=Val, $destination=s]);
	print Input::add_table([$source="in", $name="n", $idx=Idx, $val=Val2, $destination=t]);
	print Input::add_table([$source="in", $name="n", $idx=Idx, $val=Val, $destination=t, $want_record=F]);
	print Input::add_table([$source="in", $name="n", $idx=Idx, $val=Val2, $destination=bare, $want_record=F]);
	print Input::add_table([$source="in", $name="n", $idx=Idx, $val=Val, $destination=t, $ev=good_set]);
	print Input::add_table([$source="in", $name="n", $idx=Idx, $val=Val, $destination=t, $ev=swapped]);
	print Input::add_table([$source="in", $name="n", $idx=Idx, $destination=s, $ev=good]);
	print Input::add_table([$source="in", $name="n", $idx=Idx, $val=Val, $destination=t, $ev=no_event]);
	print Input::add_table([$source="in", $name="n", $idx=Idx, $val=Val, $destination=t, $ev="good"]);
	print Input::add_table([$source="in", $name="n", $idx=Idx, $val=Val, $destination=t, $pred=counts]);
	print Input::add_table([$source="in", $name="n", $idx=Idx, $val=Val, $destination=t, $pred=good]);
	print Input::add_table([$source="in", $name="n", $idx=Idx, $val=Val, $destination=t, $error_ev=good]);
	print Input::add_event([$source="in", $name="n", $fields=Opt, $ev=line]);
	print Input::add_event([$source="in", $name="n", $fields=Tab, $ev=line]);
	print Input::add_event([$source="in", $name="n", $fields=Sets, $ev=line]);
	print Input::add_event([$source="in", $name="n", $fields=Files, $ev=line]);
	print Input::add_event([$source="in", $name="n", $fields=Nothing, $ev=line]);
	print Input::add_event([$source="in", $name="n", $fields=Val2, $ev=line]);
	print Input::add_event([$source="in", $name="n", $fields=Val, $ev=line, $want_record=F]);
	print Input::add_event([$source="in", $name="n", $fields=Val, $ev=fields, $want_record=T]);
	print Input::add_event([$source="many", $name="n", $reader=Input::READER_BENCHMARK, $fields=Val, $ev=line]);
	print Input::add_event([$source="in", $name="n", $reader=Input::READER_RAW, $fields=Val2, $ev=line, $want_record=F]);
	print Input::add_event([$source="ls |", $name="n", $reader=Input::READER_RAW, $mode=Input::REREAD, $fields=Val, $ev=line]);
	}

# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
# stderr: error: input stream "n": $idx must be a record type, not a value of type string
# stderr: error: input stream "n": $idx must be a record type, not a value of type type int
# stderr: error: input stream "n": $destination must be a table or set, not a value of type count
# stderr: error: input stream "n": $idx: Idx2 has 2 fields, but $destination has an index of 1
# stderr: error: input stream "n": $idx: Idx has 1 fields, but $destination has an index of 2
# stderr: error: input stream "n": $idx: field s of IdxS has type string, but part 1 of the index of $destination has type int
# stderr: error: input stream "n": $val is missing, but $destination is a table
# stderr: error: input stream "n": $val is given, but $destination is a set
# stderr: error: input stream "n": $val is Val2, but the values of $destination have type Val
# stderr: error: input stream "n": field s of $val has type string, but the values of $destination have type Val
# stderr: error: input stream "n": $want_record is F, so $val must have one field; Val2 has 2
# stderr: error: input stream "n": $ev: good_set takes 3 arguments, but must take 4: (Input::TableDescription, Input::Event, Idx, Val)
# stderr: error: input stream "n": $ev: parameter 1 (tpe) of swapped has type Input::Event, but must have type Input::TableDescription
# stderr: error: input stream "n": $ev: good takes 4 arguments, but must take 3: (Input::TableDescription, Input::Event, Idx)
# stderr: error: input stream "n": $ev must be an event; no_event is a function
# stderr: error: input stream "n": $ev must be an event, not a value of type string
# stderr: error: input stream "n": $pred: counts must return a bool, not count
# stderr: error: input stream "n": $pred must be a function, not a value of type event(
# stderr: error: input stream "n": $error_ev: good takes 4 arguments, but must take 3: (Input::TableDescription, string, Reporter::Level)
# stderr: error: input stream "n": field v is an optional record, which cannot be told from one with unset fields
# stderr: error: input stream "n": field t has type table[int] of int, which cannot be read from a source
# stderr: error: input stream "n": field s has type set[int,int], which cannot be read from a source
# stderr: error: input stream "n": field f has type file
# stderr: error: input stream "n": $fields: Nothing has no fields
# stderr: error: input stream "n": $ev: line takes 3 arguments, but must take 4: (Input::EventDescription, Input::Event, string, int)
# stderr: error: input stream "n": $ev: parameter 3 (v) of line has type Val, but must have type string
# stderr: error: input stream "n": $ev: parameter 3 (s) of fields has type string, but must have type Val
# stderr: error: input stream "n": the source of the benchmark reader is a number of lines per second, not "many"
# stderr: error: input stream "n": $ev: line takes 3 arguments, but must take 4: (Input::EventDescription, Input::Event, string, int)
# stderr: error: input stream "n": a command cannot be read in mode REREAD; there is no telling whether it has changed
