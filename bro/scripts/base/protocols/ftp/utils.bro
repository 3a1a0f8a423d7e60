##! Sessions and files of FTP in words.

@load ./info
@load base/utils/addrs
@load base/utils/paths

module FTP;

export {
	## Returns: the address of the file that a command names.
	global build_url: function(rec: Info): string;

	## The same, with ftp:// in front of it.
	global build_url_ftp: function(rec: Info): string;

	## Returns: what a session does: its command, and of which file.
	global describe: function(rec: Info): string;
}

function build_url(rec: Info): string
	{
	if ( ! rec?$arg )
		return "";

	local path = build_path_compressed(rec$cwd, rec$arg);

	if ( ! starts_with(path, "/") )
		path = cat("/", path);

	return cat(addr_to_uri(rec$id$resp_h), path);
	}

function build_url_ftp(rec: Info): string
	{
	return cat("ftp://", build_url(rec));
	}

function describe(rec: Info): string
	{
	return build_url_ftp(rec);
	}
