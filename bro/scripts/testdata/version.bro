# Versions are taken apart and compared.
@load base/misc/version

function show(text: string)
	{
	local v = Version::parse(text);
	print fmt("%-22s %5d  %d.%d.%d  commit %d%s%s", text, v$version_number, v$major, v$minor, v$patch, v$commit,
	          v$beta ? " beta" : "", v$debug ? " debug" : "");
	}

event bro_init()
	{
	show("2.3");
	show("2.10.7");
	show("2.4-beta2");
	show("2.4-12");
	show("2.4-beta-34-debug");
	show("3.1.0-dev.37");
	show("3.1.0-rc1");
	show("8.2.2-debug");
	show("4.0.0-brand");
	print Version::number == Version::parse(bro_version())$version_number, Version::at_least(bro_version());
	print Version::at_least("0.0"), Version::at_least("999.0");
	}
