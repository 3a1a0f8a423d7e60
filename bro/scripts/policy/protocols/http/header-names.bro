##! Adds to http.log which headers there were: their names, in order.

@load base/protocols/http

module HTTP;

export {
	redef record Info += {
		client_header_names: vector of string &log &optional;
		server_header_names: vector of string &log &optional;
	};

	## Whether the client's headers are of interest.
	const log_client_header_names = T &redef;

	## Whether the server's headers are of interest.
	const log_server_header_names = F &redef;
}

event http_header(c: connection, is_orig: bool, name: string, value: string) &priority=3
	{
	local info = c$http;

	if ( is_orig && log_client_header_names )
		{
		if ( ! info?$client_header_names )
			info$client_header_names = vector();

		info$client_header_names[|info$client_header_names|] = name;
		}

	if ( ! is_orig && log_server_header_names )
		{
		if ( ! info?$server_header_names )
			info$server_header_names = vector();

		info$server_header_names[|info$server_header_names|] = name;
		}
	}
