##! Files that clients send each other directly.

@load ./dcc-send
@load base/frameworks/files

module IRC;

export {
	redef record Info += {
		## The file.
		fuid: string &log &optional;
	};

	global get_file_handle: function(c: connection, is_orig: bool): string;
}

function get_file_handle(c: connection, is_orig: bool): string
	{
	return cat(Analyzer::ANALYZER_IRC_DATA, c$start_time, c$uid, is_orig);
	}

event bro_init() &priority=5
	{
	Files::register_protocol(Analyzer::ANALYZER_IRC_DATA, [$get_file_handle=get_file_handle]);
	}

event file_over_new_connection(f: fa_file, c: connection, is_orig: bool) &priority=5
	{
	if ( f$source != "IRC_DATA" || ! c?$irc )
		return;

	c$irc$fuid = f$id;

	if ( c$irc?$dcc_file_name )
		f$info$filename = c$irc$dcc_file_name;
	}

event file_sniff(f: fa_file, meta: fa_metadata) &priority=5
	{
	if ( f$source != "IRC_DATA" || ! meta?$mime_type )
		return;

	for ( id in f$conns )
		if ( f$conns[id]?$irc )
			f$conns[id]$irc$dcc_mime_type = meta$mime_type;
	}
