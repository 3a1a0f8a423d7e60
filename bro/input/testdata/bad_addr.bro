# A bad address becomes the unspecified one, and the line is kept.
# file: in
#|#fields	a
#|1.2.3
#|fe80::zz

event line(d: Input::EventDescription, tpe: Input::Event, a: addr)
	{
	print a;
	}

type L: record { a: addr; };

event bro_init()
	{
	Input::add_event([$source="in", $name="t", $fields=L, $ev=line]);
	}

# expect: 0.0.0.0
# expect: ::
# stderr: line 2: "1.2.3" is no addr; 0.0.0.0 is used instead
# stderr: line 3: "fe80::zz" is no addr; :: is used instead
