##! Adds to http.log the names of the variables in an address.

@load base/protocols/http

module HTTP;

export {
	redef record Info += {
		uri_vars: vector of string &optional &log;
	};
}

event http_request(c: connection, method: string, original_URI: string,
                   unescaped_URI: string, version: string) &priority=2
	{
	# Before unescaping: a variable's value may hold an escaped "&".
	local parts = split1(original_URI, /\?/);

	if ( |parts| == 2 )
		c$http$uri_vars = extract_keys(parts[2], /&/);
	}
