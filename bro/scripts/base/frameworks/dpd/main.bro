##! Which protocols a connection speaks: ``c$service``. An analyzer that does not
##! understand its connection is switched off.

module DPD;

export {
	## Do not switch these analyzers off when they see what they do not
	## understand.
	const ignore_violations: set[Analyzer::Tag] = {} &redef;

	## What comes after this many bytes of a connection does not matter; 0 has no
	## such limit.
	const ignore_violations_after = 10240 &redef;

	## Without effect since an analyzer is switched off at its first violation.
	const max_violations: table[Analyzer::Tag] of count = table() &default=5 &redef;
}

redef record connection += {
	## Protocols that were confirmed once, whose analyzer was switched off then.
	failed_analyzers: set[string] &default=set();
};

event protocol_confirmation(c: connection, atype: Analyzer::Tag, aid: count) &priority=10
	{
	add c$service[Analyzer::name(atype)];
	}

event protocol_violation(c: connection, atype: Analyzer::Tag, aid: count, reason: string) &priority=5
	{
	if ( ! is_protocol_analyzer(atype) || atype in ignore_violations )
		return;

	if ( ignore_violations_after > 0 && c$orig$size + c$resp$size > ignore_violations_after )
		return;

	# At the end of a connection its analyzers are gone already.
	if ( connection_exists(c$id) && lookup_connection_analyzer_id(c$id, atype) != 0 && ! disable_analyzer(c$id, aid, F) )
		return;

	event analyzer_failed(network_time(), atype, AnalyzerViolationInfo($reason=reason, $c=c, $aid=aid));
	}

event analyzer_failed(ts: time, atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo) &priority=-5
	{
	if ( ! info?$c )
		return;

	local name = Analyzer::name(atype);

	# What was not confirmed was no service.
	if ( name !in info$c$service )
		return;

	delete info$c$service[name];
	add info$c$failed_analyzers[name];
	}
