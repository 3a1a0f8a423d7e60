##! Alerts that Snort has written in its format Unified2. This engine does not
##! read that format: a folder or file to watch is a warning.

module Unified2;

export {
	## A file to read.
	const watch_file = "" &redef;
	## A folder with files to read.
	const watch_dir = "" &redef;
}

event bro_init() &priority=5
	{
	for ( path in set(watch_file, watch_dir) )
		if ( path != "" )
			Reporter::warning(fmt("%s is not read: this engine does not know the format Unified2", path));
	}
