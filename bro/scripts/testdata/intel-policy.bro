# What the data of an indicator ask for: a notice, nothing, or to be forgotten.
@load policy/frameworks/intel/do_notice
@load policy/frameworks/intel/whitelist
@load policy/frameworks/intel/removal

redef enum Intel::Where += { Test::HERE, Test::THERE };

function insert(indicator: string, meta: Intel::MetaData)
	{
	Intel::insert([$indicator=indicator, $indicator_type=Intel::USER_NAME, $meta=meta]);
	}

function see(indicator: string, where: Intel::Where)
	{
	Intel::seen([$indicator=indicator, $indicator_type=Intel::USER_NAME, $where=where]);
	}

event bro_init()
	{
	insert("alice", [$source="s", $do_notice=T]);
	insert("bob", [$source="s", $do_notice=T, $if_in=Test::HERE]);
	insert("carol", [$source="s"]);
	insert("carol", [$source="t", $whitelist=T]);
	insert("dave", [$source="s"]);
	insert("dave", [$source="s", $remove=T]);

	for ( where in set(Test::HERE, Test::THERE) )
		for ( name in set("alice", "bob", "carol", "dave") )
			see(name, where);
	}
