# What is seen is looked up among the indicators, in lower case; an address
# also among the networks; sources come and go.
@load base/frameworks/intel

module Test;

function insert(indicator: string, kind: Intel::Type, source: string)
	{
	Intel::insert([$indicator=indicator, $indicator_type=kind, $meta=[$source=source]]);
	}

function see(indicator: string, kind: Intel::Type)
	{
	Intel::seen([$indicator=indicator, $indicator_type=kind, $where=Intel::IN_ANYWHERE]);
	}

hook Intel::indicator_inserted(indicator: string, kind: Intel::Type)
	{
	print "inserted", indicator, kind;
	}

hook Intel::indicator_removed(indicator: string, kind: Intel::Type)
	{
	print "removed", indicator, kind;
	}

hook Intel::filter_item(item: Intel::Item)
	{
	if ( item$meta$source == "liar" )
		break;
	}

hook Intel::seen_policy(s: Intel::Seen, found: bool)
	{
	print "seen", s$indicator, s$indicator_type, found;

	if ( s$indicator == "quiet.example" )
		break;
	}

event Intel::match(s: Intel::Seen, items: set[Intel::Item])
	{
	print "match", s$indicator, |items|;
	}

hook Intel::extend_match(info: Intel::Info, s: Intel::Seen, items: set[Intel::Item])
	{
	if ( s$indicator == "unlogged.example" )
		break;
	}

event bro_init()
	{
	insert("10.1.2.3", Intel::ADDR, "a");
	insert("10.1.2.3", Intel::ADDR, "b");
	insert("10.1.0.0/16", Intel::SUBNET, "c");
	insert("10.0.0.0/8", Intel::SUBNET, "d");
	insert("2001:db8::/32", Intel::SUBNET, "c");
	insert("Bad.Example", Intel::DOMAIN, "a");
	insert("Bad.Example", Intel::DOMAIN, "liar");
	insert("quiet.example", Intel::DOMAIN, "a");
	insert("unlogged.example", Intel::DOMAIN, "a");
	insert("me@bad.example", Intel::EMAIL, "a");
	insert("900150983cd24fb0d6963f7d28e17f72", Intel::FILE_HASH, "b");

	Intel::seen([$host=10.1.2.3, $where=Intel::IN_ANYWHERE]);
	Intel::seen([$host=10.9.9.9, $where=Intel::IN_ANYWHERE, $uid="C1"]);
	Intel::seen([$host=[2001:db8::1], $where=Intel::IN_ANYWHERE]);
	Intel::seen([$host=192.0.2.1, $where=Intel::IN_ANYWHERE]);
	see("bad.EXAMPLE", Intel::DOMAIN);
	see("bad.example", Intel::URL);
	see("quiet.example", Intel::DOMAIN);
	see("unlogged.example", Intel::DOMAIN);
	see("900150983CD24FB0D6963F7D28E17F72", Intel::FILE_HASH);

	print "removing";
	Intel::remove([$indicator="10.1.2.3", $indicator_type=Intel::ADDR, $meta=[$source="a"]]);
	Intel::remove([$indicator="10.1.2.3", $indicator_type=Intel::ADDR, $meta=[$source="b"]]);
	Intel::remove([$indicator="10.1.0.0/16", $indicator_type=Intel::SUBNET, $meta=[$source=""]], T);
	Intel::remove([$indicator="never", $indicator_type=Intel::DOMAIN, $meta=[$source=""]], T);
	Intel::seen([$host=10.1.2.3, $where=Intel::IN_ANYWHERE]);
	}
