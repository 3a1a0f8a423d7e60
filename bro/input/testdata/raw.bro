# The raw reader takes records as they are: no comments, no unset fields, no escapes; empty ones too.
# file: in
#|#fields	a	b
#|-
#|
#|x\x41	y
#|last

type Line: record { s: string; };
global s: set[string];

event line(d: Input::EventDescription, tpe: Input::Event, s: string)
	{
	print tpe, |s|, s;
	}

event Input::end_of_data(name: string, source: string)
	{
	print "end", name;
	}

event bro_init()
	{
	Input::add_event([$source="in", $name="raw", $reader=Input::READER_RAW, $fields=Line, $ev=line]);
	Input::add_table([$source="in", $name="set", $reader=Input::READER_RAW, $idx=Line, $destination=s]);
	}

event bro_done()
	{
	print |s|;
	}

# expect: Input::EVENT_NEW, 11, #fields\x09a\x09b
# expect: Input::EVENT_NEW, 1, -
# expect: Input::EVENT_NEW, 0, 
# expect: Input::EVENT_NEW, 7, x\x41\x09y
# expect: Input::EVENT_NEW, 4, last
# expect: end, raw
# expect: end, set
# expect: 5
