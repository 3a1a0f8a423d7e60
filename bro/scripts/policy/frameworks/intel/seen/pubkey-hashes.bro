##! Host keys of SSH servers.

@load base/frameworks/intel
@load ./where-locations

# Hexadecimal digits with a colon between the bytes.
function with_colons(digits: string): string
	{
	return join_string_vec(find_all_ordered(digits, /../), ":");
	}

event ssh2_server_host_key(c: connection, key: string) &group="Intel::PUBKEY_HASH"
	{
	Intel::seen([$indicator=with_colons(md5_hash(key)), $indicator_type=Intel::PUBKEY_HASH,
	             $conn=c, $where=SSH::IN_SERVER_HOST_KEY]);
	}
