##! Functions about the names of files.

@load ./addrs

## Returns: a name for a file taken out of a connection: it tells when and
##          between whom.
function generate_extraction_filename(prefix: string, c: connection, suffix: string): string
	{
	local conn_info = fmt("%s:%d-%s:%d", addr_to_uri(c$id$orig_h), c$id$orig_p,
	                      addr_to_uri(c$id$resp_h), c$id$resp_p);

	local name = prefix == "" ? conn_info : fmt("%s_%s", prefix, conn_info);
	return suffix == "" ? name : fmt("%s_%s", name, suffix);
	}

## Finds the file's name in a header Content-Disposition (RFC 6266).
##
## Returns: "" if there is none.
function extract_filename_from_content_disposition(data: string): string
	{
	local parts = split_n(data, /;[ \t]*[fF][iI][lL][eE][nN][aA][mM][eE]\*?[ \t]*=[ \t]*/, F, 1);

	if ( |parts| < 2 )
		return "";

	local name = parts[2];

	if ( starts_with(name, "\"") )
		return split_n(sub(name, /^\"/, ""), /\"/, F, 1)[1];

	# With a character set and language in front: UTF-8''name
	name = split_n(name, /[ \t]*;/, F, 1)[1];
	return unescape_URI(sub(name, /^[A-Za-z0-9_\-]+'[^']*'/, ""));
	}
