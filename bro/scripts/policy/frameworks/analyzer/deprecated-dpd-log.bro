##! dpd.log, as it was before analyzer.log: protocols that were recognized and
##! turned out to be something else.

@load base/frameworks/dpd

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
	};
}

redef record connection += {
	dpd: Info &optional;
};

event bro_init() &priority=5
	{
	Log::create_stream(DPD::LOG, [$columns=Info, $path="dpd"]);
	}

event protocol_violation(c: connection, atype: Analyzer::Tag, aid: count, reason: string) &priority=8
	{
	local name = Analyzer::name(atype);

	if ( name in c$service && name !in c$failed_analyzers )
		c$dpd = Info($ts=network_time(), $uid=c$uid, $id=c$id, $proto=get_port_transport_proto(c$id$resp_p),
		             $analyzer=name, $failure_reason=reason);
	}

event protocol_violation(c: connection, atype: Analyzer::Tag, aid: count, reason: string) &priority=-5
	{
	if ( ! c?$dpd )
		return;

	Log::write(DPD::LOG, c$dpd);
	delete c$dpd;
	}
