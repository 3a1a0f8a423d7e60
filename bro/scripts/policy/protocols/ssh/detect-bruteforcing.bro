##! Finds hosts that guess passwords: many connections of theirs end without a login.
##! Who is let in after that is told of too.

@load base/frameworks/intel
@load base/frameworks/notice
@load base/frameworks/sumstats
@load base/protocols/ssh
@load base/utils/time

module SSH;

export {
	redef enum Notice::Type += {
		## A host guesses passwords.
		Password_Guessing,
		## A host that has guessed passwords was let in.
		Login_By_Password_Guesser
	};

	redef enum Intel::Where += {
		## The address of who was let in.
		SSH::SUCCESSFUL_LOGIN
	};

	## So many connections without a login are guessing.
	const password_guesses_limit: double = 30 &redef;

	## How long connections are counted.
	const guessing_timeout = 30 mins &redef;

	## Hosts that may fail: from networks, at networks.
	const ignore_guessers: table[subnet] of subnet &redef;
}

const failures = "ssh.login.failure";

# Hosts to show in a notice.
const shown = 5;

# Who guesses.
global guessers: set[addr] &create_expire=guessing_timeout;

function report_guesser(key: SumStats::Key, result: SumStats::Result)
	{
	local r = result[failures];
	local hosts = "";

	for ( i in r$samples )
		if ( r$samples[i]?$str )
			hosts = cat(hosts, hosts == "" ? "" : ", ", r$samples[i]$str);

	add guessers[key$host];
	NOTICE([$note=Password_Guessing, $src=key$host, $n=double_to_count(r$sum),
	        $msg=fmt("%s guesses SSH passwords: %d connections without a login in %s",
	                 key$host, r$num, duration_to_mins_secs(r$end - r$begin)),
	        $sub=fmt("At %s", hosts), $identifier=cat(key$host)]);
	}

event bro_init()
	{
	local r: SumStats::Reducer = [$stream=failures, $num_samples=shown,
	                              $apply=set(SumStats::SUM, SumStats::SAMPLE, SumStats::UNIQUE)];
	SumStats::create([$name="detect-ssh-bruteforcing", $epoch=guessing_timeout, $reducers=set(r),
	                  $threshold=password_guesses_limit,
	                  $threshold_val(key: SumStats::Key, result: SumStats::Result): double =
	                  	{ return result[failures]$sum; },
	                  $threshold_crossed=report_guesser]);
	}

event ssh_auth_successful(c: connection, auth_method_none: bool)
	{
	Intel::seen([$host=c$id$orig_h, $conn=c, $where=SSH::SUCCESSFUL_LOGIN]);

	if ( c$id$orig_h in guessers )
		NOTICE([$note=Login_By_Password_Guesser, $conn=c, $identifier=cat(c$id$orig_h, c$id$resp_h),
		        $msg=fmt("%s was let in after it has guessed passwords", c$id$orig_h)]);
	}

event ssh_auth_failed(c: connection)
	{
	local id = c$id;

	if ( id$orig_h in ignore_guessers && id$resp_h in ignore_guessers[id$orig_h] )
		return;

	SumStats::observe(failures, [$host=id$orig_h], [$str=cat(id$resp_h)]);
	}
