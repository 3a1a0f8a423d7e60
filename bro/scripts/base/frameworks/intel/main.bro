##! The Intelligence Framework: what others know to be bad. Indicators, such as
##! addresses, names and hashes, come from files or from scripts with
##! :bro:id:`Intel::insert`; scripts that see something of the kind tell it with
##! :bro:id:`Intel::seen`; what is known raises :bro:id:`Intel::match` and
##! goes to intel.log. Upper and lower case are the same.

@load base/frameworks/notice

module Intel;

export {
	redef enum Log::ID += { LOG };

	## Kinds of indicators.
	type Type: enum {
		ADDR,
		SUBNET,
		## Without the scheme: "example.com/path".
		URL,
		## The name of a program.
		SOFTWARE,
		EMAIL,
		DOMAIN,
		USER_NAME,
		## The SHA-1 of a certificate.
		CERT_HASH,
		## The MD5 of a public key, such as that of an SSH server, with a
		## colon after each byte.
		PUBKEY_HASH
	};

	type TypeSet: set[Type];

	## What is known about an indicator. Scripts add more.
	type MetaData: record {
		## Who knows it. There is one of these for each indicator and source.
		source: string;
		desc: string &optional;
		## Where to read more.
		url: string &optional;
	};

	## An indicator with what is known about it.
	type Item: record {
		indicator: string;
		indicator_type: Type;
		meta: MetaData;
	};

	## Where something was seen. Scripts add their own, called ``IN_...``.
	type Where: enum {
		IN_ANYWHERE
	};

	## What was seen.
	type Seen: record {
		indicator: string &log &optional;
		indicator_type: Type &log &optional;
		## An address, instead of indicator and type.
		host: addr &optional;
		where: Where &log;
		## The process that saw it.
		node: string &optional &log;
		## Where it was seen.
		conn: connection &optional;
		uid: string &optional;
	};

	## A line of intel.log.
	type Info: record {
		ts: time &log;
		uid: string &log &optional;
		id: conn_id &log &optional;
		seen: Seen &log;
		## What kinds of indicators matched: an address may be one itself and
		## belong to a network that is.
		matched: TypeSet &log;
		## Who knows them.
		sources: set[string] &log &default=string_set();
	};

	## Adds an item, in place of an earlier one of this indicator and source.
	global insert: function(item: Item);

	## Removes what the item's source knows about its indicator, or with
	## purge_indicator what anybody does.
	global remove: function(item: Item, purge_indicator: bool &default=F);

	## Tells that something was seen.
	global seen: function(s: Seen);

	## Raised when something was seen that is known.
	##
	## items: what is known about it.
	global match: event(s: Seen, items: set[Item]);

	## Called with each line of intel.log. Handlers may change it; one that
	## breaks drops it. What is always in it is there from priority 5 on.
	global extend_match: hook(info: Info, s: Seen, items: set[Item]);

	## Called with what was seen and whether it is known. If a handler
	## breaks, there is no match.
	global seen_policy: hook(s: Seen, found: bool);

	## Called with items before they are inserted. A handler that breaks
	## keeps the item out.
	global filter_item: hook(item: Intel::Item);

	## Called when an indicator that was not known is inserted.
	global indicator_inserted: hook(indicator: string, indicator_type: Type);

	## Called when nobody knows an indicator any more.
	global indicator_removed: hook(indicator: string, indicator_type: Type);

	## How long items that are not inserted again are known; less than 0 for
	## ever.
	const item_expiration = -1 min &redef;

	## Called when an item's time is over. The item is removed if a handler
	## breaks; otherwise its time begins anew.
	global item_expired: hook(indicator: string, indicator_type: Type, metas: set[MetaData]);

	## Raised with each line of intel.log.
	global log_intel: event(rec: Info);
}

@load ./store

event bro_init() &priority=5
	{
	Log::create_stream(Intel::LOG, [$columns=Info, $ev=log_intel, $path="intel"]);
	}

function Intel::seen(s: Seen)
	{
	if ( s?$host )
		{
		s$indicator = cat(s$host);
		s$indicator_type = ADDR;
		}

	local found = known(s);

	if ( ! hook seen_policy(s, found) || ! found )
		return;

	if ( ! s?$node )
		s$node = peer_description;

	event Intel::match(s, items_of(s));
	}

event Intel::match(s: Seen, items: set[Item]) &priority=5
	{
	local info = Info($ts=network_time(), $seen=s, $matched=TypeSet());

	if ( hook extend_match(info, s, items) )
		Log::write(Intel::LOG, info);
	}

hook extend_match(info: Info, s: Seen, items: set[Item]) &priority=5
	{
	if ( s?$conn )
		{
		s$uid = s$conn$uid;
		info$id = s$conn$id;
		}

	if ( s?$uid )
		info$uid = s$uid;

	for ( item in items )
		{
		add info$sources[item$meta$source];
		add info$matched[item$indicator_type];
		}
	}

function insert(item: Item)
	{
	if ( ! hook filter_item(item) )
		return;

	if ( store(item) )
		hook indicator_inserted(item$indicator, item$indicator_type);
	}

function remove(item: Item, purge_indicator: bool)
	{
	if ( forget(item, purge_indicator) )
		hook indicator_removed(item$indicator, item$indicator_type);
	}
