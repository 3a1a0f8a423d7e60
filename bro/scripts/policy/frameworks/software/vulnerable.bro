##! Tells of programs whose versions have known holes. Which these are, a site tells in
##! :bro:id:`Software::vulnerable_versions`, or in records of the name service, so that
##! many processes learn of them at once.

@load base/frameworks/notice
@load base/frameworks/software
@load base/utils/directions-and-hosts

module Software;

export {
	redef enum Notice::Type += {
		## A program with a known hole.
		Vulnerable_Version
	};

	## Versions with a hole.
	type VulnerableVersionRange: record {
		## The first one; unset for all before the last.
		min: Software::Version &optional;
		## The last one.
		max: Software::Version;
	};

	## Versions with holes, by program.
	const vulnerable_versions: table[string] of set[VulnerableVersionRange] = table() &redef;

	## The same as text: "min=1.1.2 max=1.2" or "max=1.2", by program.
	const vulnerable_versions_text: table[string] of string = table() &redef;

	## A zone whose TXT records 1.program.zone, 2.program.zone ... hold "name=program
	## min=1.1 max=1.2"; "" is none.
	option vulnerable_versions_update_endpoint = "";

	## How often the zone is asked.
	option vulnerable_versions_update_interval = 1 hr;

	## Whose programs are of interest.
	option vulnerable_software_hosts = LOCAL_HOSTS;
}

# What is known, of all sources.
global holes: table[string] of set[VulnerableVersionRange] = table();

function add_hole(name: string, range: VulnerableVersionRange)
	{
	if ( name !in holes )
		holes[name] = set();

	add holes[name][range];
	}

# Reads "min=1.1.2 max=1.2 name=x"; "" if it has no name, and no range then.
function parse_range(text: string, name: string)
	{
	local range: VulnerableVersionRange = [$max=Software::Version()];
	local complete = F;

	for ( pair in find_all(text, /[a-z]+=[^ \t]+/) )
		{
		local kv = split1(pair, /=/);

		switch ( kv[1] )
			{
			case "name":
				name = kv[2];
				break;

			case "min":
				range$min = Software::parse(cat("x/", kv[2]))$version;
				break;

			case "max":
				range$max = Software::parse(cat("x/", kv[2]))$version;
				complete = T;
				break;
			}
		}

	if ( complete && name != "" )
		add_hole(name, range);
	}

# Asks for the n-th record, and when there is one for the next.
function ask_record(n: count)
	{
	when ( local text = lookup_hostname_txt(fmt("%d.%s", n, vulnerable_versions_update_endpoint)) )
		{
		if ( text != "<???>" )
			{
			parse_range(text, "");
			ask_record(n + 1);
			}
		}
	}

event Software::update_vulnerable_versions()
	{
	if ( vulnerable_versions_update_endpoint == "" )
		return;

	ask_record(1);
	schedule vulnerable_versions_update_interval { Software::update_vulnerable_versions() };
	}

event bro_init()
	{
	for ( name in vulnerable_versions )
		for ( range in vulnerable_versions[name] )
			add_hole(name, range);

	for ( program in vulnerable_versions_text )
		parse_range(vulnerable_versions_text[program], program);

	event Software::update_vulnerable_versions();
	}

event Software::log_software(rec: Info)
	{
	if ( ! rec?$name || rec$name !in holes || ! addr_matches_host(rec$host, vulnerable_software_hosts) )
		return;

	for ( range in holes[rec$name] )
		{
		if ( cmp_versions(rec$version, range$max) > 0 ||
		     (range?$min && cmp_versions(rec$version, range$min) < 0) )
			next;

		NOTICE([$note=Vulnerable_Version, $src=rec$host, $sub=software_fmt(rec),
		        $msg=fmt("%s runs %s, which has a hole up to version %s", rec$host,
		                 software_fmt(rec), software_fmt_version(range$max)),
		        $identifier=cat(software_fmt(rec), rec$host)]);
		return;
		}
	}
