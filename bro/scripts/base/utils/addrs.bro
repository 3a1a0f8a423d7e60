##! Functions about addresses in text.

## An IPv4 address.
const ipv4_addr_regex = /[[:digit:]]{1,3}\.[[:digit:]]{1,3}\.[[:digit:]]{1,3}\.[[:digit:]]{1,3}/;

## An IPv6 address with all eight groups.
const ipv6_8hex_regex = /([0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}/;

## An IPv6 address with groups left out.
const ipv6_compressed_hex_regex = /(([0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4})*)?)::(([0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4})*)?)/;

## An IPv6 address that ends as an IPv4 address.
const ipv6_hex4dec_regex = /(([0-9A-Fa-f]{1,4}:){6})([0-9]+)\.([0-9]+)\.([0-9]+)\.([0-9]+)/;

## The same with groups left out.
const ipv6_compressed_hex4dec_regex = /(([0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4})*)?)::(([0-9A-Fa-f]{1,4}:)*)([0-9]+)\.([0-9]+)\.([0-9]+)\.([0-9]+)/;

## An IPv6 address.
const ipv6_addr_regex = ipv6_8hex_regex | ipv6_compressed_hex_regex | ipv6_hex4dec_regex | ipv6_compressed_hex4dec_regex;

## An address.
const ip_addr_regex = ipv4_addr_regex | ipv6_addr_regex;

## Finds addresses in text.
##
## Returns: those that are addresses, in the order of the text.
function extract_ip_addresses(input: string): string_vec
	{
	local found: string_vec = vector();
	local parts = split_all(input, ip_addr_regex);

	# What matched is every second part.
	for ( i in parts )
		if ( i % 2 == 0 && is_valid_ip(parts[i]) )
			found[|found|] = parts[i];

	return found;
	}

## The same as a table that counts from 0.
function find_ip_addresses(input: string): string_array
	{
	local found: string_array = table();

	for ( i, a in extract_ip_addresses(input) )
		found[i] = a;

	return found;
	}

## Returns: an address as it stands in a URI: IPv6 in brackets.
function addr_to_uri(a: addr): string
	{
	return is_v4_addr(a) ? cat(a) : fmt("[%s]", a);
	}

## Makes one form of the many in which hardware addresses are written.
##
## Returns: six or eight hexadecimal numbers with colons between, in lower
##          case; "" if it is no such address.
function normalize_mac(a: string): string
	{
	local digits = to_lower(gsub(a, /[-:. \t]/, ""));

	if ( /^([0-9a-f]{12}|[0-9a-f]{16})$/ != digits )
		return "";

	local out = sub_bytes(digits, 1, 2);

	local i = 3;
	while ( i < |digits| )
		{
		out = cat(out, ":", sub_bytes(digits, i, 2));
		i += 2;
		}

	return out;
	}
