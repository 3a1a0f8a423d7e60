##! Asks servers over HTTP, with the program curl.

@load ./exec

module ActiveHTTP;

export {
	## How long to wait for an answer.
	option default_max_time = 1min;
	option default_method = "GET";

	type Response: record {
		## 0 if there was no answer.
		code: count;
		msg: string;
		body: string &optional;
		headers: table[string] of string &optional;
	};

	type Request: record {
		url: string;
		method: string &default=default_method;
		## What is sent, if anything.
		client_data: string &optional;
		max_time: interval &default=default_max_time;
		## More arguments for curl. These go to a shell as they are.
		addl_curl_args: string &optional;
	};

	## Asks a server. To be called in the condition of a ``when``.
	global request: function(req: ActiveHTTP::Request): ActiveHTTP::Response;
}

function curl(req: Request, body_file: string, header_file: string): string
	{
	local cmd = fmt("curl -s -g -o %s -D %s -X %s -m %.0f", safe_shell_quote(body_file), safe_shell_quote(header_file),
	                safe_shell_quote(req$method), interval_to_double(req$max_time));

	if ( req?$client_data )
		cmd += " -d @-";

	if ( req?$addl_curl_args )
		cmd += cat(" ", req$addl_curl_args);

	# The files are there even if curl wrote none.
	return cat(cmd, " ", safe_shell_quote(req$url), " && touch ", safe_shell_quote(body_file));
	}

# Takes the headers of an answer apart, of which the first line is the status.
function read_headers(resp: Response, lines: string_vec)
	{
	for ( i in lines )
		{
		local line = sub(lines[i], /\r$/, "");

		if ( i == 0 )
			{
			local status = split_string_n(line, /[[:blank:]]+/, F, 2);

			if ( |status| < 2 )
				return;

			resp$code = to_count(status[1]);
			resp$msg = |status| > 2 ? status[2] : "";
			next;
			}

		local header = split_string1(line, /:[[:blank:]]*/);

		if ( |header| == 2 )
			resp$headers[header[0]] = header[1];
		}
	}

function request(req: Request): Response
	{
	local name = cat("/tmp/bro-activehttp-", unique_id(""));
	local body_file = cat(name, "_body");
	local header_file = cat(name, "_headers");
	local resp = Response($code=0, $msg="", $body="", $headers=table());

	return when ( local result = Exec::run([$cmd=curl(req, body_file, header_file),
	                                        $stdin=req?$client_data ? req$client_data : "",
	                                        $read_files=set(body_file, header_file)]) )
		{
		if ( ! result?$files || header_file !in result$files )
			{
			Reporter::error(fmt("there is no answer from \"%s\"", req$url));
			return resp;
			}

		read_headers(resp, result$files[header_file]);

		if ( body_file in result$files )
			resp$body = join_string_vec(result$files[body_file], "\n");

		return resp;
		}
	}
