##! Types that built-in functions take and give. Loaded before all else.

## A table that counts from 1.
type string_array: table[count] of string;
type string_set: set[string];
type addr_set: set[addr];
type count_set: set[count];
type interval_set: set[interval];
type index_vec: vector of count;
type string_vec: vector of string;
type addr_vec: vector of addr;
type subnet_vec: vector of subnet;
type double_vec: vector of double;
type any_vec: vector of any;
type table_string_of_string: table[string] of string;
type table_string_of_count: table[string] of count;

## Transport protocols, as ports have them.
type transport_proto: enum {
	unknown_transport,
	tcp,
	udp,
	icmp
};

## What an &on_change function of a table is called for.
type TableChange: enum {
	TABLE_ELEMENT_NEW,
	TABLE_ELEMENT_CHANGED,
	TABLE_ELEMENT_REMOVED,
	TABLE_ELEMENT_EXPIRED
};

## Packets seen so far.
type NetStats: record {
	pkts_recvd: count &default=0;
	pkts_dropped: count &default=0;
	pkts_link: count &default=0;
	bytes_recvd: count &default=0;
};

## What the process has used so far.
type bro_resources: record {
	version: string &default="";
	debug: bool &default=F;
	start_time: time &optional;
	real_time: interval &default=0sec;
	user_time: interval &default=0sec;
	system_time: interval &default=0sec;
	mem: count &default=0; ##< In kB.
	num_timers: count &default=0;
	num_events_queued: count &default=0;
	num_events_dispatched: count &default=0;
};

type geo_location: record {
	country_code: string &optional;
	region: string &optional;
	city: string &optional;
	latitude: double &optional;
	longitude: double &optional;
};

## An address and port named by an FTP command or reply.
type ftp_port: record {
	h: addr;
	p: port;
	valid: bool; ##< T if the text was well-formed; only then mean h and p anything.
};

type PatternMatchResult: record {
	matched: bool;
	str: string; ##< What matched.
	off: count; ##< Where, from 1.
};

type peer_id: count;

## Where an event came from: always this process.
type event_peer: record {
	id: peer_id;
	host: addr;
	p: port;
	is_local: bool;
	descr: string;
	class: string &optional;
};
