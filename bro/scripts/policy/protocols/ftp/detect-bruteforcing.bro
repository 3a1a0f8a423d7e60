##! Finds hosts that guess passwords: many of their logins to a server fail.

@load base/frameworks/notice
@load base/frameworks/sumstats
@load base/protocols/ftp
@load base/utils/time

module FTP;

export {
	redef enum Notice::Type += {
		## A host guesses passwords.
		Bruteforcing
	};

	## Failed logins of a host, at so many servers and users, are guessing.
	const bruteforce_threshold: double = 20 &redef;

	## How long they are counted.
	const bruteforce_measurement_interval = 15 mins &redef;
}

const failures = "ftp.failed_auth";

event bro_init()
	{
	local r: SumStats::Reducer = [$stream=failures, $apply=set(SumStats::UNIQUE)];
	SumStats::create([$name="ftp-detect-bruteforcing", $epoch=bruteforce_measurement_interval, $reducers=set(r),
	                  $threshold=bruteforce_threshold,
	                  $threshold_val(key: SumStats::Key, result: SumStats::Result): double =
	                  	{ return result[failures]$num + 0.0; },
	                  $threshold_crossed(key: SumStats::Key, result: SumStats::Result) =
	                  	{
	                  	local r = result[failures];
	                  	NOTICE([$note=FTP::Bruteforcing, $src=key$host, $identifier=cat(key$host),
	                  	        $msg=fmt("%s had %d failed logins on %d FTP server%s in %s", key$host, r$num, r$unique,
	                  	                 r$unique == 1 ? "" : "s", duration_to_mins_secs(r$end - r$begin))]);
	                  	}]);
	}

event ftp_reply(c: connection, code: count, msg: string, cont_resp: bool)
	{
	if ( cont_resp || ! c?$ftp || ! c$ftp?$cmdarg )
		return;

	local cmd = c$ftp$cmdarg$cmd;

	if ( (cmd == "USER" || cmd == "PASS") && parse_ftp_reply_code(code)$x == 5 )
		SumStats::observe(failures, [$host=c$id$orig_h], [$str=cat(c$id$resp_h)]);
	}
