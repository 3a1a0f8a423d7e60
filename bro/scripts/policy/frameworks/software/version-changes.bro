##! Tells of programs that have another version than before.

@load base/frameworks/notice
@load base/frameworks/software

module Software;

export {
	redef enum Notice::Type += {
		## A program of interest has another version.
		Software_Version_Change
	};

	## Programs that are of interest.
	option interesting_version_changes: set[string] = {};
}

event Software::version_change(old: Software::Info, new: Software::Info)
	{
	if ( old$name !in interesting_version_changes )
		return;

	NOTICE([$note=Software_Version_Change, $src=new$host,
	        $msg=fmt("%s: version %s of %s, before it was %s", old$software_type,
	                 software_fmt_version(new$version), software_fmt(old), software_fmt_version(old$version)),
	        $sub=software_fmt(new)]);
	}
