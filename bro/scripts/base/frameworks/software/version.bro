##! What programs say of themselves, taken apart: "Apache/2.4.1 (Unix)" is
##! Apache of version 2.4.1.

@load base/utils/numbers

module Software;

export {
	## A version. What is not known is not set.
	type Version: record {
		major: count &optional;
		minor: count &optional;
		minor2: count &optional;
		minor3: count &optional;
		## What follows the numbers: "beta2".
		addl: string &optional;
	} &log;

	## What :bro:id:`Software::parse` makes of a text.
	type Description: record {
		name: string;
		version: Version;
		unparsed_version: string;
	};

	## Names that one program goes by, and the one to use.
	global alternate_names: table[string] of string = {
		["Flash Player"] = "Flash",
	} &default=function(name: string): string { return name; };

	## Takes apart what a program says of itself.
	global parse: function(unparsed_version: string): Description;

	## The same, looking first whether that has been done lately.
	global parse_with_cache: function(unparsed_version: string): Description;

	## Compares versions, a number that is not set being the smallest. Equal
	## numbers leave it to what follows them.
	##
	## Returns: less than 0 if v1 comes before v2, 0 if they are the same, and
	##          more than 0 if v1 comes after v2.
	global cmp_versions: function(v1: Version, v2: Version): int;
}

global parse_cache: table[string] of Description &read_expire=65secs;

# How a browser is known among those that all say to be Mozilla or Opera.
type Browser: record {
	sign: pattern;
	# Where its version stands; if there is no name, that too.
	version: pattern;
	name: string &default="";
};

# The first that fits counts.
const browsers: vector of Browser = vector(
	[$sign=/Opera [0-9.]*$/, $version=/Opera [0-9.]*$/, $name="Opera"],
	[$sign=/ MSIE |Trident\//, $version=/MSIE [0-9]{1,2}\.*[0-9]*b?[0-9]*/, $name="MSIE"],
	[$sign=/Edge\//, $version=/Edge\/[0-9.]*/, $name="Edge"],
	[$sign=/Version\/.*Safari\//, $version=/Version\/[0-9.]*/, $name="Safari"],
	[$sign=/(Firefox|Netscape|Thunderbird)\//, $version=/(Firefox|Netscape|Thunderbird)\/[0-9.]*/],
	[$sign=/Chrome\/.*Safari\//, $version=/Chrome\/[0-9.]*/, $name="Chrome"],
	[$sign=/^Opera\/.*Opera Mini\/.*Version\//, $version=/Version\/[0-9.]*/, $name="Opera Mini"],
	[$sign=/^Opera\/.*Opera Mobi\//, $version=/Version\/[0-9.]*/, $name="Opera Mobi"],
	[$sign=/^Opera\/.*Opera Mini\//, $version=/Opera Mini\/[0-9.]*/, $name="Opera Mini"],
	[$sign=/^Opera\//, $version=/Version\/[0-9.]*/, $name="Opera"],
	[$sign=/AdobeAIR\//, $version=/AdobeAIR\/[0-9.]*/, $name="AdobeAIR"],
	[$sign=/AppleWebKit\//, $version=/AppleWebKit\/[0-9.]*/, $name="Unspecified WebKit"],
	[$sign=/ Java\/[0-9]\./, $version=/Java\/[0-9._]*/, $name="Java"]
);

# An Internet Explorer that pretends to be older is known by its engine.
const trident: table[string] of count = {
	["Trident/4.0"] = 8,
	["Trident/5.0"] = 9,
	["Trident/6.0"] = 10,
	["Trident/7.0"] = 11,
};

# The first place where a pattern matches; "" if there is none.
function first_match(text: string, what: pattern): string
	{
	local parts = split_string_n(text, what, T, 1);
	return |parts| > 1 ? parts[1] : "";
	}

# Sets the numbers of a version.
function set_numbers(v: Version, numbers: string)
	{
	# Of the separators at most two may stand in front: "(v", "/".
	numbers = sub(strip(numbers), /^(\([\/\-._v(]|[\/\-._v(])/, "");
	local n = split_string_n(strip(numbers), /[\-._,\[({ ]/, F, 3);

	if ( n[0] != "" )
		v$major = extract_count(n[0]);
	if ( |n| > 1 && n[1] != "" )
		v$minor = extract_count(n[1]);
	if ( |n| > 2 && n[2] != "" )
		v$minor2 = extract_count(n[2]);
	if ( |n| > 3 && n[3] != "" )
		v$minor3 = extract_count(n[3]);
	}

# What stands behind the numbers of a version: what is in parentheses, or
# else the first word.
function additional(rest: string): string
	{
	local inside = first_match(rest, /^[[:blank:]]*\([a-zA-Z0-9\-._[:blank:]]*\)/);

	if ( inside != "" )
		{
		inside = strip(inside);
		return inside[1:-1];
		}

	local words = split_string_n(rest, /[\-._,;()\[\]{} ]/, F, 3);

	for ( i in words )
		if ( i < 3 && words[i] != "" )
			return strip(words[i]);

	return strip(rest);
	}

function parse_plain(text: string): Description
	{
	local d = Description($name="<parse error>", $version=Version(), $unparsed_version=text);
	# Bytes may be escaped in one of two ways.
	local parts = split_string_n(unescape_URI(gsub(text, /\\x/, "%")),
	                             /([\/\-_]|( [(v]+))?[0-9\-._, ]{2,}/, T, 1);

	local name = sub(parts[0], /([\/\-_]| [(v]+)$/, "");
	d$name = alternate_names[strip(sub(name, /^\(/, ""))];

	if ( |parts| == 1 )
		return d;

	set_numbers(d$version, parts[1]);

	if ( parts[2] != "" && parts[2] != ")" )
		d$version$addl = additional(parts[2]);

	return d;
	}

# Google's own telephones: "A/9/Google/Pixel#2/...".
function parse_pixel(text: string): Description
	{
	local d = Description($name="Android (Google Pixel)", $version=Version(), $unparsed_version=text);
	set_numbers(d$version, split_string(text, /\//)[1]);
	return d;
	}

function parse_browser(text: string): Description
	{
	local d = Description($name="<unknown browser>", $version=Version(), $unparsed_version=text);

	for ( i in browsers )
		{
		local b = browsers[i];

		if ( b$sign !in text )
			next;

		if ( b$name != "" )
			d$name = b$name;

		local engine = first_match(text, /Trident\/[0-9]\.[0-9]/);
		local found_version = first_match(text, b$version);

		if ( b$name == "MSIE" && engine in trident )
			d$version = [$major=trident[engine], $minor=0];

		else if ( found_version != "" )
			{
			local plain = parse_plain(found_version);
			d$version = plain$version;

			if ( b$name == "" )
				d$name = plain$name;

			if ( b$name == "Safari" && / Mobile\/?.* Safari/ in text )
				d$version$addl = "Mobile";
			}

		break;
		}

	return d;
	}

function parse(unparsed_version: string): Description
	{
	if ( /^(Mozilla|Opera)\/[0-9]+\./ in unparsed_version )
		return parse_browser(unparsed_version);

	if ( /^A\/[0-9.]*\/Google\/Pixel/ in unparsed_version )
		return parse_pixel(unparsed_version);

	return parse_plain(unparsed_version);
	}

function parse_with_cache(unparsed_version: string): Description
	{
	if ( unparsed_version !in parse_cache )
		parse_cache[unparsed_version] = parse(unparsed_version);

	return parse_cache[unparsed_version];
	}

# Compares a number of two versions, each of which may not be set.
function cmp_numbers(set1: bool, n1: count, set2: bool, n2: count): int
	{
	if ( set1 != set2 )
		return set1 ? +1 : -1;

	return n1 < n2 ? -1 : n1 > n2 ? +1 : +0;
	}

function cmp_versions(v1: Version, v2: Version): int
	{
	local numbers = vector(
		cmp_numbers(v1?$major, v1?$major ? v1$major : 0, v2?$major, v2?$major ? v2$major : 0),
		cmp_numbers(v1?$minor, v1?$minor ? v1$minor : 0, v2?$minor, v2?$minor ? v2$minor : 0),
		cmp_numbers(v1?$minor2, v1?$minor2 ? v1$minor2 : 0, v2?$minor2, v2?$minor2 ? v2$minor2 : 0),
		cmp_numbers(v1?$minor3, v1?$minor3 ? v1$minor3 : 0, v2?$minor3, v2?$minor3 ? v2$minor3 : 0));

	for ( i in numbers )
		if ( numbers[i] != 0 )
			return numbers[i];

	if ( v1?$addl && v2?$addl )
		return strcmp(v1$addl, v2$addl);

	return v1?$addl == v2?$addl ? +0 : v1?$addl ? +1 : -1;
	}
