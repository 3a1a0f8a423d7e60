##! The files of mails: each entity with contents is one.

@load ./main
@load ./entities
@load base/utils/conn-ids
@load base/frameworks/files

module SMTP;

export {
	redef record Info += {
		## The mail's files, as files.log has them.
		fuids: vector of string &log &default=string_vec();
	};

	redef record fa_file += {
		## The mail that the file came with.
		smtp: SMTP::Info &optional;
	};

	global get_file_handle: function(c: connection, is_orig: bool): string;
	global describe_file: function(f: fa_file): string;
}

function get_file_handle(c: connection, is_orig: bool): string
	{
	if ( ! c?$smtp )
		return "";

	return cat("SMTP", c$uid, c$smtp$trans_depth, c$smtp_state$mime_depth);
	}

function describe_file(f: fa_file): string
	{
	return f?$smtp ? SMTP::describe(f$smtp) : "";
	}

event bro_init() &priority=5
	{
	Files::register_protocol(Analyzer::ANALYZER_SMTP, [$get_file_handle=get_file_handle, $describe=describe_file]);
	}

event file_over_new_connection(f: fa_file, c: connection, is_orig: bool) &priority=5
	{
	if ( f$source != "SMTP" || ! c?$smtp )
		return;

	c$smtp$fuids[|c$smtp$fuids|] = f$id;
	f$smtp = c$smtp;
	f$info$depth = c$smtp_state$mime_depth;

	if ( c$smtp?$entity && c$smtp$entity?$filename )
		f$info$filename = c$smtp$entity$filename;
	}
