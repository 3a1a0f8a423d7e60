# Indicators whose time is over are kept or forgotten, as handlers of
# Intel::item_expired say.
# advance: 40sec
@load base/frameworks/intel

redef Intel::item_expiration = 5sec;
redef table_expire_interval = 1sec;

global asked: table[string] of count &default=0;

hook Intel::item_expired(indicator: string, indicator_type: Intel::Type, metas: set[Intel::MetaData])
	{
	++asked[indicator];

	if ( indicator == "10.0.0.1" || asked[indicator] == 3 )
		break;
	}

hook Intel::indicator_removed(indicator: string, kind: Intel::Type)
	{
	print "removed", indicator, kind, asked[indicator];
	}

event bro_init()
	{
	Intel::insert([$indicator="10.0.0.1", $indicator_type=Intel::ADDR, $meta=[$source="s"]]);
	Intel::insert([$indicator="10.0.0.0/8", $indicator_type=Intel::SUBNET, $meta=[$source="s"]]);
	Intel::insert([$indicator="name", $indicator_type=Intel::DOMAIN, $meta=[$source="s"]]);
	}


# expect: removed, 10.0.0.1, Intel::ADDR, 1
# expect: removed, 10.0.0.0/8, Intel::SUBNET, 3
# expect: removed, name, Intel::DOMAIN, 3
