# An event that takes the record needs no want_record; records within records come as such.
# file: in
#|#fields	sub.a	b	sub.sub.c	ignored	d
#|1	T	one	x	-
#|2	F	two	x	0.5

type Inner: record { c: string; };
type Sub: record { a: count; sub: Inner; };
type Line: record { sub: Sub; b: bool; d: interval &optional; };

event as_record(description: Input::EventDescription, tpe: Input::Event, l: Line)
	{
	print description$want_record, l;
	}

event as_fields(description: Input::EventDescription, tpe: Input::Event, sub: Sub, b: bool, d: interval)
	{
	print sub, b;
	}

event bro_init()
	{
	Input::add_event([$source="in", $name="records", $fields=Line, $ev=as_record]);
	Input::add_event([$source="in", $name="fields", $fields=Line, $ev=as_fields, $want_record=F]);
	}

# expect: T, [sub=[a=1, sub=[c=one]], b=T, d=<uninitialized>]
# expect: T, [sub=[a=2, sub=[c=two]], b=F, d=500.0 msecs]
# expect: [a=1, sub=[c=one]], T
# expect: [a=2, sub=[c=two]], F
