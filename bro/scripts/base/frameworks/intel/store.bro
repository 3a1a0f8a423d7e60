##! Where the indicators are kept: addresses, networks and texts of all kinds
##! in a table each, with what each source knows about them.

@load ./main

module Intel;

type MetaDataTable: table[string] of MetaData;

global expire_host: function(t: table[addr] of MetaDataTable, host: addr): interval;
global expire_net: function(t: table[subnet] of MetaDataTable, net: subnet): interval;
global expire_text: function(t: table[string, Type] of MetaDataTable, text: string, kind: Type): interval;

global hosts: table[addr] of MetaDataTable = {} &write_expire=item_expiration &expire_func=expire_host;
global nets: table[subnet] of MetaDataTable = {} &write_expire=item_expiration &expire_func=expire_net;
global texts: table[string, Type] of MetaDataTable = {} &write_expire=item_expiration &expire_func=expire_text;

# The network with an address alone.
function single(a: addr): subnet
	{
	return a / (is_v4_addr(a) ? 32 : 128);
	}

function known(s: Seen): bool
	{
	if ( s?$host )
		return s$host in hosts || |matching_subnets(single(s$host), nets)| > 0;

	return [to_lower(s$indicator), s$indicator_type] in texts;
	}

function items_of(s: Seen): set[Item]
	{
	local items: set[Item];

	if ( ! s?$host )
		{
		for ( source, meta in texts[to_lower(s$indicator), s$indicator_type] )
			add items[[$indicator=s$indicator, $indicator_type=s$indicator_type, $meta=meta]];
		return items;
		}

	if ( s$host in hosts )
		for ( source, meta in hosts[s$host] )
			add items[[$indicator=cat(s$host), $indicator_type=ADDR, $meta=meta]];

	local around = matching_subnets(single(s$host), nets);

	for ( i in around )
		for ( source, meta in nets[around[i]] )
			add items[[$indicator=cat(around[i]), $indicator_type=SUBNET, $meta=meta]];

	return items;
	}

# Whether an indicator makes sense as what it is said to be.
function is_sound(item: Item): bool
	{
	local text = item$indicator;
	local sound = T;

	if ( item$indicator_type == ADDR )
		sound = is_valid_ip(text);
	else if ( item$indicator_type == SUBNET )
		sound = is_valid_subnet(text);

	if ( ! sound )
		Reporter::warning(fmt("the indicator \"%s\" of source %s is no %s", text, item$meta$source, item$indicator_type));

	return sound;
	}

# Keeps an item and tells whether its indicator is new. Tables are assigned to
# even if they hold it, so that its time begins anew.
function store(item: Item): bool
	{
	if ( ! is_sound(item) )
		return F;

	local metas: MetaDataTable;
	local is_new = F;

	if ( item$indicator_type == ADDR )
		{
		local host = to_addr(item$indicator);
		is_new = host !in hosts;
		hosts[host] = is_new ? metas : hosts[host];
		metas = hosts[host];
		}
	else if ( item$indicator_type == SUBNET )
		{
		local net = to_subnet(item$indicator);
		is_new = ! check_subnet(net, nets);
		nets[net] = is_new ? metas : nets[net];
		metas = nets[net];
		}
	else
		{
		local text = to_lower(item$indicator);
		is_new = [text, item$indicator_type] !in texts;
		texts[text, item$indicator_type] = is_new ? metas : texts[text, item$indicator_type];
		metas = texts[text, item$indicator_type];
		}

	metas[item$meta$source] = item$meta;
	return is_new;
	}

# Removes what one source knows from metas, or all; tells whether that was all.
function drop(metas: MetaDataTable, source: string, purge: bool): bool
	{
	if ( ! purge && source !in metas )
		Reporter::info(fmt("source %s has no such indicator to remove", source));

	delete metas[source];
	return purge || |metas| == 0;
	}

# Removes an item, or all of its indicator, and tells whether the indicator is
# gone.
function forget(item: Item, purge: bool): bool
	{
	if ( ! is_sound(item) )
		return F;

	local source = item$meta$source;

	if ( item$indicator_type == ADDR )
		{
		local host = to_addr(item$indicator);

		if ( host !in hosts || ! drop(hosts[host], source, purge) )
			return F;

		delete hosts[host];
		}
	else if ( item$indicator_type == SUBNET )
		{
		local net = to_subnet(item$indicator);

		if ( ! check_subnet(net, nets) || ! drop(nets[net], source, purge) )
			return F;

		delete nets[net];
		}
	else
		{
		local text = to_lower(item$indicator);

		if ( [text, item$indicator_type] !in texts || ! drop(texts[text, item$indicator_type], source, purge) )
			return F;

		delete texts[text, item$indicator_type];
		}

	return T;
	}

# How much longer an indicator whose time is over is kept.
function expire(indicator: string, kind: Type, metas: MetaDataTable): interval
	{
	local known_by: set[MetaData];

	for ( source, meta in metas )
		add known_by[meta];

	if ( hook item_expired(indicator, kind, known_by) )
		return item_expiration;

	hook indicator_removed(indicator, kind);
	return 0 sec;
	}

function expire_host(t: table[addr] of MetaDataTable, host: addr): interval
	{
	return expire(cat(host), ADDR, t[host]);
	}

function expire_net(t: table[subnet] of MetaDataTable, net: subnet): interval
	{
	return expire(cat(net), SUBNET, t[net]);
	}

function expire_text(t: table[string, Type] of MetaDataTable, text: string, kind: Type): interval
	{
	return expire(text, kind, t[text, kind]);
	}
