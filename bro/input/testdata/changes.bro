# What a second reading tells: lines that are new, changed (with the value before the change, while
# the table has the one after it), gone, and the same (nothing).
# file: one
#|#fields	ip	timestamp	reason
#|10.8.0.1	100	same
#|10.8.0.2	200	old
#|10.8.0.3	300	leaves
# file: two
#|#fields	ip	timestamp	reason
#|10.8.0.4	400	comes
#|10.8.0.2	250	new
#|10.8.0.1	100	same

type Idx: record {
	ip: addr;
};

type Val: record {
	timestamp: time;
	reason: string;
};

global bad: table[addr] of Val = table();
global rounds = 0;

event entry(description: Input::TableDescription, tpe: Input::Event, left: Idx, right: Val)
	{
	print description$name, tpe, left$ip, right$reason, left$ip in bad ? bad[left$ip]$reason : "-";
	}

event Input::end_of_data(name: string, source: string)
	{
	print "end", |bad|;
	if ( ++rounds == 1 )
		{
		system("mv two one");
		Input::force_update("bad");
		}
	}

event bro_init()
	{
	Input::add_table([$source="one", $name="bad", $idx=Idx, $val=Val, $destination=bad,
	                  $mode=Input::REREAD, $ev=entry]);
	}

# expect: bad, Input::EVENT_NEW, 10.8.0.1, same, same
# expect: bad, Input::EVENT_NEW, 10.8.0.2, old, old
# expect: bad, Input::EVENT_NEW, 10.8.0.3, leaves, leaves
# expect: end, 3
# expect: bad, Input::EVENT_NEW, 10.8.0.4, comes, comes
# expect: bad, Input::EVENT_CHANGED, 10.8.0.2, old, new
# expect: bad, Input::EVENT_REMOVED, 10.8.0.3, leaves, -
# expect: end, 3
