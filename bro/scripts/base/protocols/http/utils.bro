##! Functions about requests, for scripts that report them.

@load ./main

module HTTP;

export {
	## Finds the keys of a query.
	##
	## data: key and value pairs: ``a=1&b=2``.
	##
	## kv_splitter: what is between two pairs.
	##
	## Returns: the keys in order.
	global extract_keys: function(data: string, kv_splitter: pattern): string_vec;

	## Returns: the address of a request without the scheme.
	global build_url: function(rec: Info): string;

	## Returns: the address of a request.
	global build_url_http: function(rec: Info): string;

	## Returns: the same, for logs that have room for little.
	global describe: function(rec: Info): string;

	## Returns: the request in words.
	global describe_request: function(rec: Info): string;
}

function extract_keys(data: string, kv_splitter: pattern): string_vec
	{
	local keys: string_vec = vector();
	local pairs = split(data, kv_splitter);

	for ( i in pairs )
		{
		local key_value = split1(pairs[i], /=/);
		keys[|keys|] = key_value[1];
		}

	return keys;
	}

function build_url(rec: Info): string
	{
	local uri = rec?$uri ? rec$uri : "/<missed_request>";

	# Proxies are asked for whole addresses.
	if ( strstr(uri, "://") != 0 )
		return sub(uri, /^[^:]+:\/\//, "");

	local host = rec?$host ? rec$host : cat(rec$id$resp_h);
	local p = port_to_count(rec$id$resp_p);

	# Clients say the port themselves if it is not the usual one, some always.
	if ( p == 80 )
		host = sub(host, /:80$/, "");
	else if ( /:[0-9]+$/ !in host )
		host = fmt("%s:%d", host, p);

	return cat(host, uri);
	}

function build_url_http(rec: Info): string
	{
	return cat("http://", build_url(rec));
	}

function describe(rec: Info): string
	{
	return build_url_http(rec);
	}

function describe_request(rec: Info): string
	{
	return fmt("%d %s->%s:%s %s %s", rec$trans_depth, rec$id$orig_h,
	           rec$id$resp_h, rec$id$resp_p,
	           rec?$method ? rec$method : "<missed_request>", build_url_http(rec));
	}
