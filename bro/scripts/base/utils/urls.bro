##! Functions about URLs.

## A URL.
const url_regex = /^([a-zA-Z\-]{3,5}):\/\/[^ \t\r\n\"']+/;

# The same anywhere in text.
const url_in_text = /[a-zA-Z\-]{3,5}:\/\/[^ \t\r\n\"'<>]+/;

## The parts of a URI.
type URI: record {
	## ``http``
	scheme: string &optional;
	## A host's name or address.
	netlocation: string;
	portnum: count &optional;
	path: string;
	## The last part of the path.
	file_name: string &optional;
	file_base: string &optional;
	file_ext: string &optional;
	## Keys and values behind "?".
	params: table[string] of string &optional;
};

## Finds URLs in text.
function find_all_urls(s: string): string_set
	{
	return find_all(s, url_in_text);
	}

## The same without ``http://`` and the like.
function find_all_urls_without_scheme(s: string): string_set
	{
	local found: string_set = set();

	for ( url in find_all_urls(s) )
		add found[sub(url, /^[a-zA-Z\-]{3,5}:\/\//, "")];

	return found;
	}

## Takes a URI apart.
function decompose_uri(uri: string): URI
	{
	local u = URI($netlocation="", $path="/");
	local parts = split1(uri, /\?/);
	local s = parts[1];

	if ( |parts| == 2 )
		{
		u$params = table();
		local pairs = split(parts[2], /&/);

		for ( i in pairs )
			{
			local key_value = split1(pairs[i], /=/);

			if ( |key_value| == 2 )
				u$params[key_value[1]] = key_value[2];
			}
		}

	parts = split1(s, /:\/\//);
	if ( |parts| == 2 )
		{
		u$scheme = parts[1];
		s = parts[2];
		}

	parts = split1(s, /\//);
	if ( |parts| == 2 )
		{
		u$path = cat("/", parts[2]);
		s = parts[1];

		local name = sub(u$path, /^.*\//, "");
		if ( name != "" )
			{
			u$file_name = name;
			parts = split_n(name, /\.[^.]*$/, T, 1);
			u$file_base = parts[1];

			if ( |parts| > 1 )
				u$file_ext = sub_bytes(parts[2], 2, |parts[2]|);
			}
		}

	# A port stands behind the last colon, which must not be one of an
	# address in brackets.
	parts = split_n(s, /:[0-9]+$/, T, 1);
	u$netlocation = parts[1];
	if ( |parts| > 1 )
		u$portnum = to_count(sub_bytes(parts[2], 2, |parts[2]|));

	return u;
	}
