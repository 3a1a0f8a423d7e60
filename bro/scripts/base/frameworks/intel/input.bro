##! Indicators from files, read again when the files change.

@load base/frameworks/input
@load ./main

module Intel;

export {
	## The files: tables with the columns ``indicator``, ``indicator_type``,
	## ``meta.source`` and others of ``meta.``.
	const read_files: set[string] = {} &redef;

	## The folder of files that are not named from the root.
	const path_prefix = "" &redef;

	## Raised with each line of the files.
	global read_entry: event(desc: Input::EventDescription, tpe: Input::Event, item: Intel::Item);
}

event Intel::read_entry(desc: Input::EventDescription, tpe: Input::Event, item: Intel::Item)
	{
	Intel::insert(item);
	}

event bro_init() &priority=5
	{
	for ( name in read_files )
		{
		local source = name;

		if ( path_prefix != "" && ! starts_with(name, "/") )
			source = cat(sub(path_prefix, /\/+$/, ""), "/", name);

		Input::add_event([$source=source, $reader=Input::READER_ASCII, $mode=Input::REREAD,
		                  $name=cat("intel-", name), $fields=Intel::Item, $ev=Intel::read_entry]);
		}
	}
