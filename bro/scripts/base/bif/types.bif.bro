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
type string_mapper: function(s: string): string;
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

## An argument of an event.
type call_argument: record {
	name: string;
	## Its type in words.
	type: string;
	default_val: any &optional;
	value: any &optional;
};
type call_argument_vector: vector of call_argument;

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
	country_code: string &optional &log;
	region: string &optional &log;
	city: string &optional &log;
	latitude: double &optional &log;
	longitude: double &optional &log;
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

## What a file became when it was rotated; empty names if that did not work.
type rotate_info: record {
	old_name: string;
	new_name: string;
	open: time;
	close: time;
};

## How random bytes look; see find_entropy.
type entropy_test_result: record {
	entropy: double; ##< Bits per byte.
	chi_square: double; ##< Against an even distribution.
	mean: double; ##< 127.5 for random bytes.
	monte_carlo_pi: double; ##< Pi as six bytes a point give it.
	serial_correlation: double; ##< Of each byte with the next, 0 for random bytes.
};

## A value made of JSON, or what was wrong with that.
type from_json_result: record {
	v: any &optional;
	valid: bool;
	err: string &optional;
};

## What str_smith_waterman looks for.
type sw_params: record {
	min_strlen: count &default=3; ##< Shorter substrings do not count.
	sw_variant: count &default=0; ##< 0: the best alignment; 1: all.
};

## Where a substring stands in one of the strings.
type sw_align: record {
	str: string;
	index: count; ##< From 0.
};
type sw_align_vec: vector of sw_align;

## A substring that two strings have in common.
type sw_substring: record {
	str: string;
	aligns: sw_align_vec;
	new: bool; ##< T if an alignment begins with it.
};
type sw_substring_vec: vector of sw_substring;

## A global name.
type script_id: record {
	type_name: string;
	exported: bool;
	constant: bool;
	enum_constant: bool;
	option_value: bool;
	redefinable: bool;
	broker_backend: bool; ##< Always F.
	value: any &optional;
};
type id_table: table[string] of script_id;

## A field of a record.
type record_field: record {
	type_name: string;
	log: bool;
	value: any &optional;
	default_val: any &optional;
	optional: bool;
};
type record_field_table: table[string] of record_field;
type var_sizes: table[string] of count;

## A body that is running, with the place where it is defined.
type BacktraceElement: record {
	function_name: string;
	file_location: string &optional;
	line_location: count &optional;
};
type Backtrace: vector of BacktraceElement;

## What the process has used so far, today's form of bro_resources.
type ProcStats: record {
	debug: bool &default=F;
	start_time: time &optional;
	real_time: interval &default=0sec;
	user_time: interval &default=0sec;
	system_time: interval &default=0sec;
	mem: count &default=0; ##< In bytes.
	minor_faults: count &default=0; ##< Not counted, nor is what follows.
	major_faults: count &default=0;
	num_swap: count &default=0;
	blocking_input: count &default=0;
	blocking_output: count &default=0;
	num_context: count &default=0;
};

type EventStats: record {
	queued: count &default=0;
	dispatched: count &default=0;
};

## How often an event was dispatched.
type EventNameCounter: record {
	name: string &log;
	times_called: count &log;
};
type EventNameStats: set[EventNameCounter];

type TimerStats: record {
	current: count &default=0;
	max: count &default=0;
	cumulative: count &default=0;
};

## What the name service was asked.
type DNSStats: record {
	requests: count &default=0;
	successful: count &default=0;
	failed: count &default=0;
	pending: count &default=0;
	cached_hosts: count &default=0; ##< Nothing is cached.
	cached_addresses: count &default=0;
};

## Files that are followed.
type FileAnalysisStats: record {
	current: count &default=0;
	max: count &default=0;
	cumulative: count &default=0;
};

type ThreadStats: record {
	num_threads: count &default=0;
};

## There are no signatures, and patterns are not counted.
type MatcherStats: record {
	matchers: count &default=0;
	nfa_states: count &default=0;
	dfa_states: count &default=0;
	computed: count &default=0;
	mem: count &default=0;
	hits: count &default=0;
	misses: count &default=0;
};

## How much of established TCP connections the capture lacks.
type GapStats: record {
	ack_events: count &default=0;
	ack_bytes: count &default=0;
	gap_events: count &default=0;
	gap_bytes: count &default=0;
};
type gap_info: GapStats;

## Oddities.
type ReporterStats: record {
	weirds: count &default=0;
	weirds_by_type: table[string] of count &optional;
};

## How anonymize_addr replaces addresses.
type IPAddrAnonymization: enum {
	KEEP_ORIG_ADDR,
	SEQUENTIALLY_NUMBERED,
	RANDOM_MD5,
	PREFIX_PRESERVING_A50,
	PREFIX_PRESERVING_MD5
};

## Whose address anonymize_addr replaces.
type IPAddrAnonymizationClass: enum {
	ORIG_ADDR,
	RESP_ADDR,
	OTHER_ADDR
};

const orig_addr_anonymization = KEEP_ORIG_ADDR &redef;
const resp_addr_anonymization = KEEP_ORIG_ADDR &redef;
const other_addr_anonymization = KEEP_ORIG_ADDR &redef;

## When the day of log files begins, as "HH:MM" (UTC); "" for 1970.
const log_rotate_base_time = "0:00" &redef;

## An autonomous system; there is no data base of them.
type geo_autonomous_system: record {
	number: count &optional;
	organization: string &optional;
};
