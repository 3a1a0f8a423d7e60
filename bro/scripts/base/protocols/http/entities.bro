##! The files of requests and replies in http.log.

@load ./main
@load base/frameworks/files
@load base/utils/files

module HTTP;

export {
	## At most this many files of a request are in its line, and of a reply.
	const max_files_orig = 15 &redef;
	const max_files_resp = 15 &redef;

	## Called with files beyond these: a handler that breaks has them in the
	## line all the same.
	global max_files_policy: hook(f: fa_file, is_orig: bool);

	## What headers say of the body or part at hand.
	type Entity: record {
		filename: string &optional;
	};

	redef record Info += {
		## The files that the request carried, as files.log has them.
		orig_fuids: vector of string &log &optional;
		orig_filenames: vector of string &log &optional;
		orig_mime_types: vector of string &log &optional;
		## The files of the reply.
		resp_fuids: vector of string &log &optional;
		resp_filenames: vector of string &log &optional;
		resp_mime_types: vector of string &log &optional;

		current_entity: Entity &optional;
		## How many bodies and parts have begun.
		orig_mime_depth: count &default=0;
		resp_mime_depth: count &default=0;
	};

	redef record fa_file += {
		## The request that the file belongs to.
		http: HTTP::Info &optional;
	};
}

event http_begin_entity(c: connection, is_orig: bool) &priority=10
	{
	set_state(c, is_orig);

	if ( is_orig )
		++c$http$orig_mime_depth;
	else
		++c$http$resp_mime_depth;

	c$http$current_entity = Entity();
	}

event http_header(c: connection, is_orig: bool, name: string, value: string) &priority=3
	{
	if ( name != "CONTENT-DISPOSITION" && name != "CONTENT-TYPE" )
		return;

	if ( ! c$http?$current_entity || /[nN][aA][mM][eE][ \t]*\*?[ \t]*=/ !in value )
		return;

	# Content-Type has it as name.
	if ( name == "CONTENT-TYPE" )
		value = sub(value, /;[ \t]*[nN][aA][mM][eE]/, "; filename");

	local filename = extract_filename_from_content_disposition(value);

	if ( filename != "" )
		c$http$current_entity$filename = filename;
	}

# Whether a line has as many files as it may.
function full(v: vector of string, max: count, f: fa_file): bool
	{
	return |v| >= max && hook HTTP::max_files_policy(f, f$is_orig);
	}

event file_over_new_connection(f: fa_file, c: connection, is_orig: bool) &priority=5
	{
	if ( f$source != "HTTP" || ! c?$http )
		return;

	local info = c$http;
	f$http = info;

	if ( info?$current_entity && info$current_entity?$filename )
		f$info$filename = info$current_entity$filename;

	if ( is_orig )
		{
		if ( ! info?$orig_fuids )
			info$orig_fuids = vector();

		if ( full(info$orig_fuids, max_files_orig, f) )
			return;

		info$orig_fuids += f$id;

		if ( f$info?$filename )
			{
			if ( ! info?$orig_filenames )
				info$orig_filenames = vector();

			info$orig_filenames += f$info$filename;
			}
		}
	else
		{
		if ( ! info?$resp_fuids )
			info$resp_fuids = vector();

		if ( full(info$resp_fuids, max_files_resp, f) )
			return;

		info$resp_fuids += f$id;

		if ( f$info?$filename )
			{
			if ( ! info?$resp_filenames )
				info$resp_filenames = vector();

			info$resp_filenames += f$info$filename;
			}
		}
	}

event file_sniff(f: fa_file, meta: fa_metadata) &priority=5
	{
	if ( ! f?$http || ! meta?$mime_type )
		return;

	local info = f$http;

	if ( f$is_orig )
		{
		if ( ! info?$orig_mime_types )
			info$orig_mime_types = vector();

		if ( ! full(info$orig_mime_types, max_files_orig, f) )
			info$orig_mime_types += meta$mime_type;
		}
	else
		{
		if ( ! info?$resp_mime_types )
			info$resp_mime_types = vector();

		if ( ! full(info$resp_mime_types, max_files_resp, f) )
			info$resp_mime_types += meta$mime_type;
		}
	}

event http_end_entity(c: connection, is_orig: bool) &priority=5
	{
	if ( c?$http && c$http?$current_entity )
		delete c$http$current_entity;
	}
