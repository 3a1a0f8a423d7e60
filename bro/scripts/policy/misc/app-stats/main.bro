##! app_stats.log: how much some services of the web are used. Plugins say which they are by
##! the names of their hosts, as HTTP and SSL tell them.

@load base/protocols/http
@load base/protocols/ssl
@load base/frameworks/sumstats

module AppStats;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When it was counted.
		ts: time &log;
		## For how long.
		ts_delta: interval &log;
		## The service.
		app: string &log;
		## How many hosts have used it.
		uniq_hosts: count &log;
		## How often.
		hits: count &log;
		## What they got.
		bytes: count &log;
	};

	## How often it is counted.
	const break_interval = 15 mins &redef;

	## Called with each request and connection to a host with a name. Plugins count it
	## with ``use`` if the name is of their service.
	##
	## size: bytes from the host.
	global add_sumstats: hook(id: conn_id, hostname: string, size: count);

	## Counts a use of a service.
	global use: function(id: conn_id, app: string, size: count);
}

redef record connection += {
	# The name that SSL tells.
	resp_hostname: string &optional;
};

const bytes_stream = "apps.bytes";
const hosts_stream = "apps.hits";

event bro_init() &priority=3
	{
	Log::create_stream(AppStats::LOG, [$columns=Info, $path="app_stats"]);

	local bytes: SumStats::Reducer = [$stream=bytes_stream, $apply=set(SumStats::SUM)];
	local hosts: SumStats::Reducer = [$stream=hosts_stream, $apply=set(SumStats::UNIQUE)];
	SumStats::create([$name="app-metrics", $epoch=break_interval, $reducers=set(bytes, hosts),
	                  $epoch_result(ts: time, key: SumStats::Key, result: SumStats::Result) =
	                  	{
	                  	local info: Info = [$ts=ts, $ts_delta=break_interval, $app=key$str,
	                  	                    $uniq_hosts=result[hosts_stream]$unique,
	                  	                    $hits=result[hosts_stream]$num,
	                  	                    $bytes=double_to_count(floor(result[bytes_stream]$sum))];
	                  	Log::write(LOG, info);
	                  	}]);
	}

function use(id: conn_id, app: string, size: count)
	{
	SumStats::observe(bytes_stream, [$str=app], [$num=size]);
	SumStats::observe(hosts_stream, [$str=app], [$str=cat(id$orig_h)]);
	}

event ssl_established(c: connection)
	{
	if ( c?$ssl && c$ssl?$server_name )
		c$resp_hostname = c$ssl$server_name;
	}

event connection_state_remove(c: connection)
	{
	if ( c?$resp_hostname )
		hook add_sumstats(c$id, c$resp_hostname, c$resp$size);
	}

event HTTP::log_http(rec: HTTP::Info)
	{
	if ( rec?$host )
		hook add_sumstats(rec$id, rec$host, rec$response_body_len);
	}
