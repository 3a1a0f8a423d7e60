# Two record types, a table, add_table and remove, as global statements.
# file: hosts.bad
#|#fields	ip	timestamp	reason
#|10.8.0.1	1400000000	Port scanner
#|10.8.0.2	1400000100.5	Spam source
#|2001:db8::17	1400000200	Phishing site

type Idx: record {
	ip: addr;
};

type Val: record {
	timestamp: time;
	reason: string;
};

global bad: table[addr] of Val = table();

Input::add_table([$source="hosts.bad", $name="bad", $idx=Idx, $val=Val, $destination=bad]);
Input::remove("bad");

event Input::update_finished(name: string, source: string)
	{
	print name, source, |bad|;
	print bad;
	print 10.8.0.2 in bad, 10.8.0.3 in bad, bad[[2001:db8::17]]$reason;
	}

event bro_done()
	{
	print "the end";
	}

# expect: bad, hosts.bad, 3
# expect: {
# expect: [10.8.0.1] = [timestamp=1400000000.0, reason=Port scanner],
# expect: [10.8.0.2] = [timestamp=1400000100.5, reason=Spam source],
# expect: [2001:db8::17] = [timestamp=1400000200.0, reason=Phishing site]
# expect: }
# expect: T, F, Phishing site
# expect: the end
