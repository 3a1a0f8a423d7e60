# A predicate without result type, in the constructor of the description: old entries are refused,
# changes and removals are not.
# file: hosts.bad
#|#fields	ip	timestamp	reason
#|10.8.0.1	1000000000	Long ago
#|10.8.0.2	4000000000	In the future

type Idx: record {
	ip: addr;
};

type Val: record {
	timestamp: time;
	reason: string;
};

global bad: table[addr] of Val = table();

event entry(description: Input::TableDescription, tpe: Input::Event, left: Idx, right: Val)
	{
	print tpe, left, right;
	}

event bro_init()
	{
	Input::add_table([$source="hosts.bad", $name="bad", $idx=Idx, $val=Val, $destination=bad, $mode=Input::REREAD, $ev=entry,
		$pred(typ: Input::Event, left: Idx, right: Val) = {
			if ( typ != Input::EVENT_NEW ) {
				return T;
			}
			return ( ( current_time() - right$timestamp ) < (30 day) );
		}]);
	}

event bro_done()
	{
	print |bad|;
	}

# expect: Input::EVENT_NEW, [ip=10.8.0.2], [timestamp=4000000000.0, reason=In the future]
# expect: 1
