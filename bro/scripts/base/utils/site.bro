##! What belongs to the site that is watched: its networks, neighbours and
##! names.

@load ./patterns

module Site;

export {
	## Address blocks that are not of the Internet: the registries of
	## addresses for special purposes of IANA (RFC 6890).
	const private_address_space: set[subnet] = {
		# This network, private use, carriers, loopback, link local.
		0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16,
		172.16.0.0/12, 192.168.0.0/16,
		# Protocols, documentation, benchmarks.
		192.0.0.0/24, 192.0.2.0/24, 198.18.0.0/15, 198.51.100.0/24, 203.0.113.0/24,
		# Local multicast, reserved, broadcast.
		224.0.0.0/24, 239.0.0.0/8, 240.0.0.0/4, 255.255.255.255/32,
		# The same of IPv6.
		[::]/128, [::1]/128, [64:ff9b:1::]/48, [100::]/64, [2001::]/23,
		[2001:2::]/48, [2001:db8::]/32, [fc00::]/7, [fe80::]/10,
	} &redef;

	## Whether private_address_space is the site's.
	const private_address_space_is_local = T &redef;

	## The site's networks.
	global local_nets: set[subnet] = {} &redef;

	## The same with itself as the value, to find an address' own block.
	global local_nets_table: table[subnet] of subnet = {};

	## Networks close to the site.
	const neighbor_nets: set[subnet] = {} &redef;

	## Networks of the site that are run by others.
	const local_admins: table[subnet] of set[string] = {} &redef;

	## The site's DNS zones.
	const local_zones: set[string] = {} &redef;

	## The DNS zones close to the site.
	const neighbor_zones: set[string] = {} &redef;

	## Whether an address is one of the site's.
	global is_local_addr: function(a: addr): bool;

	## Whether an address is close to the site.
	global is_neighbor_addr: function(a: addr): bool;

	## Whether an address is private.
	global is_private_addr: function(a: addr): bool;

	## Whether a DNS name is in one of the site's zones.
	global is_local_name: function(name: string): bool;

	## Whether a DNS name is in a zone close to the site.
	global is_neighbor_name: function(name: string): bool;

	## Returns: the mail addresses of the admins of an address' networks,
	## separated by commas; "<???>" if there are none.
	global get_emails: function(a: addr): string;

	## The same as a set, which may be empty.
	global find_emails: function(a: addr): set[string];
}

# What is_*_name looks for; made of the zones once they are known.
global local_dns_suffix_regex: pattern = /MATCH_NOTHING/;
global local_dns_neighbor_suffix_regex: pattern = /MATCH_NOTHING/;

function is_local_addr(a: addr): bool
	{
	return a in local_nets;
	}

function is_neighbor_addr(a: addr): bool
	{
	return a in neighbor_nets;
	}

function is_private_addr(a: addr): bool
	{
	return a in private_address_space;
	}

function is_local_name(name: string): bool
	{
	return local_dns_suffix_regex in name;
	}

function is_neighbor_name(name: string): bool
	{
	return local_dns_neighbor_suffix_regex in name;
	}

function find_emails(a: addr): set[string]
	{
	local found: set[string] = set();

	for ( net in local_admins )
		if ( a in net )
			for ( mail in local_admins[net] )
				add found[mail];

	return found;
	}

function get_emails(a: addr): string
	{
	local all = "";

	for ( mail in find_emails(a) )
		all = all == "" ? mail : cat(all, ", ", mail);

	return all == "" ? "<???>" : all;
	}

event bro_init() &priority=10
	{
	# A name is in a zone if it is the zone or ends with a dot and the zone.
	if ( |local_zones| > 0 )
		local_dns_suffix_regex = set_to_regex(local_zones, "(^\\.?|\\.)(~~)$");

	if ( |neighbor_zones| > 0 )
		local_dns_neighbor_suffix_regex = set_to_regex(neighbor_zones, "(^\\.?|\\.)(~~)$");

	if ( private_address_space_is_local )
		for ( net in private_address_space )
			add local_nets[net];

	for ( net in local_nets )
		local_nets_table[net] = net;
	}
