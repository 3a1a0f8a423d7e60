##! Which protocols a connection speaks: ``c$service``. dpd.log tells of those
##! that turned out to be something else.

module DPD;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When the analyzer gave up.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		proto: transport_proto &log;
		## What the connection was taken for.
		analyzer: string &log;
		## What the analyzer did not like.
		failure_reason: string &log;

		## Which instance of the analyzer it was.
		disabled_aid: count;
	};

	## Do not switch these analyzers off when they see what they do not
	## understand.
	const ignore_violations: set[Analyzer::Tag] = {} &redef;

	## After this many violations an analyzer is switched off with the next.
	const max_violations: table[Analyzer::Tag] of count = table() &default=5 &redef;
}

redef record connection += {
	dpd: Info &optional;
	## Violations of each analyzer instance.
	service_violation: table[count] of count &default=table();
};

event bro_init() &priority=5
	{
	Log::create_stream(DPD::LOG, [$columns=Info, $path="dpd"]);
	}

event protocol_confirmation(c: connection, atype: Analyzer::Tag, aid: count) &priority=10
	{
	add c$service[to_lower(Analyzer::name(atype))];
	}

event protocol_violation(c: connection, atype: Analyzer::Tag, aid: count, reason: string) &priority=10
	{
	local analyzer = to_lower(Analyzer::name(atype));

	# A service that was not confirmed was none.
	if ( analyzer !in c$service )
		return;

	delete c$service[analyzer];
	add c$service[cat("-", analyzer)];

	c$dpd = Info($ts=network_time(), $uid=c$uid, $id=c$id,
	             $proto=get_port_transport_proto(c$id$resp_p),
	             $analyzer=Analyzer::name(atype),
	             $failure_reason=sub_bytes(reason, 1, 200), $disabled_aid=aid);
	}

event protocol_violation(c: connection, atype: Analyzer::Tag, aid: count, reason: string) &priority=5
	{
	if ( atype in ignore_violations )
		return;

	local n = aid in c$service_violation ? c$service_violation[aid] : 0;
	c$service_violation[aid] = n + 1;

	if ( n >= max_violations[atype] )
		disable_analyzer(c$id, aid, F);
	}

event protocol_violation(c: connection, atype: Analyzer::Tag, aid: count, reason: string) &priority=-5
	{
	if ( c?$dpd )
		{
		Log::write(DPD::LOG, c$dpd);
		delete c$dpd;
		}
	}
