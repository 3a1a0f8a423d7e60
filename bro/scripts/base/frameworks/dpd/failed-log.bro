##! analyzer.log: protocols that were recognized and turned out to be something
##! else, and packets that were not what their tunnel says.

@load ./main

module Analyzer::Logging;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		ts: time &log;
		## "protocol", "packet" or "file".
		analyzer_kind: string &log;
		analyzer_name: string &log;
		uid: string &log &optional;
		## Of a file.
		fuid: string &log &optional;
		id: conn_id &log &optional;
		proto: transport_proto &log &optional;
		## What the analyzer did not like.
		failure_reason: string &log;
		## The bytes that are meant.
		failure_data: string &log &optional;
	};

	## How much of those bytes is logged.
	const failure_data_max_size = 40 &redef;

	## Raised with each line of the log.
	global log_analyzer_failed: event(rec: Info);
}

event bro_init() &priority=5
	{
	Log::create_stream(Analyzer::Logging::LOG, [$columns=Info, $ev=log_analyzer_failed, $path="analyzer"]);
	}

function tell(ts: time, atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo)
	{
	local rec: Info = [$ts=ts, $analyzer_kind=Analyzer::kind(atype), $analyzer_name=Analyzer::name(atype),
	                   $failure_reason=info$reason];

	if ( info?$c )
		{
		rec$uid = info$c$uid;
		rec$id = info$c$id;
		rec$proto = get_port_transport_proto(info$c$id$resp_p);
		}

	if ( info?$f )
		rec$fuid = info$f$id;

	local data = info?$data ? info$data : "";

	# A reason may end with the bytes that are meant.
	if ( data == "" && / \[.*\]$/ in info$reason )
		{
		local at = strstr(info$reason, " [");
		rec$failure_reason = sub_bytes(info$reason, 1, at - 1);
		data = sub_bytes(info$reason, at + 2, |info$reason| - at - 2);
		}

	if ( data != "" )
		rec$failure_data = sub_bytes(data, 1, failure_data_max_size);

	Log::write(Analyzer::Logging::LOG, rec);
	}

event analyzer_failed(ts: time, atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo)
	{
	# What was not recognized before is no news, nor what has failed before.
	if ( info?$c && Analyzer::name(atype) in info$c$service )
		tell(ts, atype, info);
	}

event analyzer_violation_info(atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo)
	{
	if ( ! is_protocol_analyzer(atype) )
		tell(network_time(), atype, info);
	}
