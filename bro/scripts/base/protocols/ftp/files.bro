##! Files that FTP transfers: each connection for data is one.

@load ./info
@load ./main
@load ./utils
@load base/utils/conn-ids
@load base/frameworks/files

module FTP;

export {
	redef record fa_file += {
		## The session that transfers the file.
		ftp: FTP::Info &optional;
	};

	global get_file_handle: function(c: connection, is_orig: bool): string;
	global describe_file: function(f: fa_file): string;
}

function get_file_handle(c: connection, is_orig: bool): string
	{
	if ( [c$id$resp_h, c$id$resp_p] !in ftp_data_expected )
		return "";

	return cat("FTP_DATA", c$uid, is_orig);
	}

function describe_file(f: fa_file): string
	{
	return f?$ftp ? describe(f$ftp) : "";
	}

event bro_init() &priority=5
	{
	Files::register_protocol(Analyzer::ANALYZER_FTP_DATA, [$get_file_handle=get_file_handle, $describe=describe_file]);
	}

event file_over_new_connection(f: fa_file, c: connection, is_orig: bool) &priority=5
	{
	if ( [c$id$resp_h, c$id$resp_p] !in ftp_data_expected )
		return;

	f$ftp = ftp_data_expected[c$id$resp_h, c$id$resp_p];
	f$ftp$fuid = f$id;
	}

event file_sniff(f: fa_file, meta: fa_metadata) &priority=5
	{
	if ( f?$ftp && meta?$mime_type )
		f$ftp$mime_type = meta$mime_type;
	}
