# Programs are logged when they are new, change their version or are forced,
# and on the hosts that are tracked.
@load base/frameworks/software

redef Site::local_nets += { 10.0.0.0/8 };

redef enum Software::Type += { SHOP, BAKERY };

const id: conn_id = [$orig_h=10.0.0.1, $orig_p=1234/tcp, $resp_h=8.8.4.4, $resp_p=80/tcp];

event Software::version_change(old: Software::Info, new: Software::Info)
	{
	print fmt("%s had %s", Software::software_endpoint_name(id, new$host), Software::software_fmt(old));
	}

event Software::log_software(rec: Software::Info)
	{
	print fmt("logged %s", Software::software_fmt(rec));
	}

event later()
	{
	print Software::found(id, [$host=10.0.0.1, $unparsed_version="till/1.1"]);
	print Software::found(id, [$host=10.0.0.1, $unparsed_version="till/1.1", $force_log=T]);
	}

event bro_init()
	{
	print Software::found(id, [$host=10.0.0.1, $software_type=SHOP, $unparsed_version="till/1.0 (wood)"]);
	print Software::found(id, [$host=10.0.0.1, $software_type=SHOP, $unparsed_version="till/1.0 (wood)"]);
	print Software::found(id, [$host=10.0.0.1, $host_p=443/tcp, $software_type=BAKERY,
	                           $name="oven", $version=[$major=220, $addl="C"]]);
	print Software::found(id, [$host=8.8.4.4, $unparsed_version="till/1.0"]);
	print Software::found(id, [$host=8.8.4.4, $unparsed_version="till/2.0", $force_log=T]);
	event later();
	}

event bro_done()
	{
	print Software::tracked[10.0.0.1]["till"]$version;
	}
