# An event stream with one parameter for each field.
# file: hosts.bad
#|#fields	ip	timestamp	reason
#|10.8.0.1	1400000000	Port scanner
#|10.8.0.2	1400000100	Spam source

type Val: record {
	ip: addr;
	timestamp: time;
	reason: string;
};

event badentry(description: Input::EventDescription, tpe: Input::Event, ip: addr, timestamp: time, reason: string)
	{
	print description$name, description$want_record, tpe, ip, timestamp, reason;
	}

event Input::update_finished(name: string, source: string)
	{
	print "update_finished", name, source;
	}

event Input::end_of_data(name: string, source: string)
	{
	print "end_of_data", name, source;
	}

event bro_init()
	{
	Input::add_event([$source="hosts.bad", $name="bad", $fields=Val, $ev=badentry]);
	}

# expect: bad, F, Input::EVENT_NEW, 10.8.0.1, 1400000000.0, Port scanner
# expect: bad, F, Input::EVENT_NEW, 10.8.0.2, 1400000100.0, Spam source
# expect: update_finished, bad, hosts.bad
# expect: end_of_data, bad, hosts.bad
