##! Asks Team Cymru's Malware Hash Registry, by the name service, of files that may be
##! programs, and tells of those that it knows.

@load base/frameworks/files
@load base/frameworks/notice
@load base/files/hash

module TeamCymruMalwareHashRegistry;

export {
	redef enum Notice::Type += {
		## The registry knows the file.
		Match
	};

	## Types of files that are asked of.
	option match_file_types = /application\/x-dosexec/
		| /application\/vnd\.ms-cab-compressed/
		| /application\/pdf/
		| /application\/x-shockwave-flash/
		| /application\/x-java-applet/
		| /application\/jar/
		| /video\/mp4/;

	## Where people find more, with the digest for %s.
	option match_sub_url = "https://www.virustotal.com/gui/search/%s";

	## So many in a hundred scanners must know the file.
	option notice_threshold = 10;

	## The zone that is asked.
	option mhr_domain = "malware.hash.cymru.com";
}

# What a notice says of a file: the connections come and go while the answer is awaited.
function do_mhr_lookup(hash: string, n: Notice::Info)
	{
	when ( local answer = lookup_hostname_txt(fmt("%s.%s", hash, mhr_domain)) )
		{
		# When it was seen last, and the rate of scanners that know it.
		local parts = split1(answer, / /);

		if ( |parts| == 2 && is_num(parts[1]) && is_num(parts[2]) && to_count(parts[2]) >= notice_threshold )
			{
			n$msg = fmt("Malware Hash Registry: known to %s of 100 scanners, last seen %s", parts[2],
			            strftime("%Y-%m-%d %H:%M:%S", double_to_time(to_double(parts[1]))));
			n$sub = fmt(match_sub_url, hash);
			NOTICE(n);
			}
		}
	}

event file_hash(f: fa_file, kind: string, hash: string)
	{
	if ( kind != "sha1" || ! f?$info || ! f$info?$mime_type || match_file_types !in f$info$mime_type )
		return;

	local n: Notice::Info = [$note=Match, $identifier=hash];

	if ( f?$conns )
		for ( id in f$conns )
			n$conn = f$conns[id];

	do_mhr_lookup(hash, n);
	}
