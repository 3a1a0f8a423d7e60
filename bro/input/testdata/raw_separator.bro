# Records may be separated by several bytes; an offset says where to begin.
# file: in
#|one--two---three--

redef InputRaw::record_separator = "--";
type Line: record { s: string; };

event line(d: Input::EventDescription, tpe: Input::Event, s: string)
	{
	print d$name, s == "\n" ? "newline" : s;
	}

event bro_init()
	{
	Input::add_event([$source="in", $name="all", $reader=Input::READER_RAW, $fields=Line, $ev=line]);
	Input::add_event([$source="in", $name="begin", $reader=Input::READER_RAW, $fields=Line, $ev=line, $config=table(["offset"] = "12")]);
	Input::add_event([$source="in", $name="end", $reader=Input::READER_RAW, $fields=Line, $ev=line, $config=table(["offset"] = "-6")]);
	Input::add_event([$source="in", $name="none", $reader=Input::READER_RAW, $fields=Line, $ev=line, $config=table(["offset"] = "-1")]);
	}

# expect: all, one
# expect: all, two
# expect: all, -three
# expect: all, newline
# expect: begin, hree
# expect: begin, newline
# expect: end, ee
# expect: end, newline
