##! Asks the ICSI Certificate Notary, by the name service, how often others have seen a
##! server's certificate, and adds that to ssl.log. A line waits for its answer.

@load base/protocols/ssl
@load base/files/x509

module CertNotary;

export {
	## What the notary knows of a certificate.
	type Response: record {
		## The first day it was seen, counted from 1970.
		first_seen: count &log &optional;
		## The last day.
		last_seen: count &log &optional;
		## Days on which it was seen.
		times_seen: count &log &optional;
		## Whether a root vouches for it.
		valid: bool &log &optional;
	};

	## The zone that is asked.
	option domain = "notary.icsi.berkeley.edu";
}

redef record SSL::Info += {
	## The SHA-1 digest of the server's certificate.
	sha1: string &optional;
	notary: Response &log &optional;
};

# Answers by digest.
global notary_cache: table[string] of Response &create_expire=1 hr;

# "version=1 first_seen=15387 last_seen=15646 times_seen=260 validated=1"
function parse_answer(s: string): Response
	{
	local r = Response();
	local parts = split(s, / +/);

	for ( i in parts )
		{
		local pair = split1(parts[i], /=/);

		if ( |pair| != 2 )
			next;

		switch ( pair[1] )
			{
			case "first_seen":
				r$first_seen = to_count(pair[2]);
				break;

			case "last_seen":
				r$last_seen = to_count(pair[2]);
				break;

			case "times_seen":
				r$times_seen = to_count(pair[2]);
				break;

			case "validated":
				r$valid = pair[2] == "1";
				break;
			}
		}

	return r;
	}

# Lines are written here, not by the filter of all lines.
event bro_init() &priority=-1
	{
	local f = Log::get_filter(SSL::LOG, "default");
	Log::remove_filter(SSL::LOG, "default");
	f$pred = function(rec: SSL::Info): bool { return ! rec?$sha1 || rec?$notary; };
	Log::add_filter(SSL::LOG, f);
	}

function log_with(info: SSL::Info, r: Response)
	{
	info$notary = r;
	Log::write(SSL::LOG, info);
	}

function ask(info: SSL::Info, digest: string)
	{
	when ( local answer = lookup_hostname_txt(fmt("%s.%s", digest, domain)) )
		{
		notary_cache[digest] = parse_answer(answer);
		log_with(info, notary_cache[digest]);
		}
	timeout 5secs
		{
		log_with(info, Response());
		}
	}

hook SSL::ssl_finishing(c: connection) &priority=-5
	{
	if ( ! c$ssl?$cert_chain || |c$ssl$cert_chain| == 0 || ! c$ssl$cert_chain[0]?$sha1 )
		return;

	local info = c$ssl;
	local digest = c$ssl$cert_chain[0]$sha1;
	info$sha1 = digest;

	if ( digest in notary_cache )
		info$notary = notary_cache[digest];
	else
		ask(info, digest);
	}
