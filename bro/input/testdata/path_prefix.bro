# A folder for files without one.
# file: in
#|i
#|1

type Line: record { i: int; };

event line(d: Input::EventDescription, tpe: Input::Event, i: int)
	{
	print d$source, i;
	}

event bro_init()
	{
	system("mkdir sub && mv in sub/in");
	Input::add_event([$source="in", $name="e", $fields=Line, $ev=line, $config=table(["path_prefix"] = "sub")]);
	}

# expect: in, 1
