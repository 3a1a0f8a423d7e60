##! How the files of HTTP are named: each body or part is one, but the ranges of
##! a resource are one together.

@load ./main
@load ./entities
@load ./utils
@load base/frameworks/files

module HTTP;

export {
	redef record Info += {
		## Whether a part of a resource was asked for.
		range_request: bool &default=F;
	};

	global get_file_handle: function(c: connection, is_orig: bool): string;
	global describe_file: function(f: fa_file): string;
}

event http_header(c: connection, is_orig: bool, name: string, value: string) &priority=4
	{
	if ( is_orig && name == "RANGE" )
		c$http$range_request = T;
	}

function get_file_handle(c: connection, is_orig: bool): string
	{
	if ( ! c?$http )
		return "";

	local info = c$http;

	if ( info$range_request && ! is_orig )
		return cat("HTTP", is_orig, c$id$orig_h, build_url(info));

	return cat("HTTP", c$uid, is_orig, info$trans_depth,
	           is_orig ? info$orig_mime_depth : info$resp_mime_depth);
	}

function describe_file(f: fa_file): string
	{
	return f?$http ? build_url_http(f$http) : "";
	}

event bro_init() &priority=5
	{
	Files::register_protocol(Analyzer::ANALYZER_HTTP, [$get_file_handle=get_file_handle, $describe=describe_file]);
	}
