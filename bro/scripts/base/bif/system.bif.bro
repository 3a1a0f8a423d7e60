##! Mathematics, time, containers, digests, random numbers, files, the process and the program itself.

global floor: function(d: double): double;
global ceil: function(d: double): double;
global round: function(d: double): double;
global sqrt: function(x: double): double;
global exp: function(d: double): double;
global ln: function(d: double): double;
global log2: function(d: double): double;
global log10: function(d: double): double;
global pow: function(x: double, y: double): double;
## The remainder of a by b, with the sign of b.
global modulo: function(a: int, b: int): int;
## The distance in miles of two places given in degrees.
global haversine_distance: function(lat1: double, long1: double, lat2: double, long2: double): double;

## A number below max.
global rand: function(max: count): count;
global srand: function(seed: count);
global unique_id: function(prefix: string): string;
global unique_id_from: function(pool: int, prefix: string): string;

## The time of the traffic.
global network_time: function(): time;
## The time of the clock on the wall.
global current_time: function(): time;
global strftime: function(fmt: string, d: time): string;
global strptime: function(fmt: string, d: string): time;
global set_network_time: function(nt: time): bool;
## When the event that is being handled happened: the network time.
global current_event_time: function(): time;
## Stops the whole engine for a time of the wall clock, and gives how long that was.
global sleep: function(i: interval): interval;

global clear_table: function(v: any);
global all_set: function(v: any): bool;
global any_set: function(v: any): bool;
## Sets the length and gives the old one.
global resize: function(aggr: any, newsize: count): count;
global length: function(v: any): count;
## Sorts in place, by an optional function(a, b): int.
global sort: function(v: any, ...): any;
## The indices in the order of sort.
global order: function(v: any, ...): index_vec;
## The set of all keys.
global table_keys: function(t: any): any;
## The vector of all values, in the order of iteration.
global table_values: function(t: any): any_vec;

global md5_hash: function(...): string;
global sha1_hash: function(...): string;
global sha224_hash: function(...): string;
global sha256_hash: function(...): string;
global sha384_hash: function(...): string;
global sha512_hash: function(...): string;
## With a key that is of the seed of the run.
global md5_hmac: function(...): string;
global sha256_hmac: function(...): string;
global md5_hash_init: function(): opaque of md5;
global md5_hash_update: function(handle: opaque of md5, data: string): bool;
global md5_hash_finish: function(handle: opaque of md5): string;
global sha1_hash_init: function(): opaque of sha1;
global sha1_hash_update: function(handle: opaque of sha1, data: string): bool;
global sha1_hash_finish: function(handle: opaque of sha1): string;
global sha256_hash_init: function(): opaque of sha256;
global sha256_hash_update: function(handle: opaque of sha256, data: string): bool;
global sha256_hash_finish: function(handle: opaque of sha256): string;
global sha224_hash_init: function(): opaque of sha224;
global sha224_hash_update: function(handle: opaque of sha224, data: string): bool;
global sha224_hash_finish: function(handle: opaque of sha224): string;
global sha384_hash_init: function(): opaque of sha384;
global sha384_hash_update: function(handle: opaque of sha384, data: string): bool;
global sha384_hash_finish: function(handle: opaque of sha384): string;
global sha512_hash_init: function(): opaque of sha512;
global sha512_hash_update: function(handle: opaque of sha512, data: string): bool;
global sha512_hash_finish: function(handle: opaque of sha512): string;
global fnv1a32: function(input: any): count;
global fnv1a64: function(input: any): count;
global hrw_weight: function(key_digest: count, site_id: count): count;

## Opens for writing; what the file held is gone.
global open: function(f: string): file;
global open_for_append: function(f: string): file;
global close: function(f: file): bool;
global write_file: function(f: file, data: string): bool;
global print_raw: function(...): bool;
global flush_all: function(): bool;
## Without effect: files are written when a buffer is full, at flush_all and at the end.
global set_buf: function(f: file, buffered: bool): bool;
## Moves what f holds to a file named with the network time, and begins f anew.
global rotate_file: function(f: file): rotate_info;
global rotate_file_by_name: function(f: string): rotate_info;
## How long it is to the next multiple of i.
global calc_next_rotate: function(i: interval): interval;
## Permissions as ls shows them.
global file_mode: function(mode: count): string;
## print to f leaves bytes as they are and adds no newline.
global enable_raw_output: function(f: file);
global get_file_name: function(f: file): string;
global active_file: function(f: file): bool;
global file_size: function(f: string): double;
global mkdir: function(f: string): bool;
global rmdir: function(d: string): bool;
global unlink: function(f: string): bool;
global rename: function(src_f: string, dst_f: string): bool;
global file_exists: function(f: string): bool;

## Ends the run at once.
global exit: function(code: int);
## Ends the run after what is under way.
global terminate: function(): bool;
global bro_is_terminating: function(): bool;
global zeek_is_terminating: function(): bool;
global bro_version: function(): string;
global zeek_version: function(): string;
global reading_traces: function(): bool;
global reading_live_traffic: function(): bool;
global getenv: function(var: string): string;
global setenv: function(var: string, val: string): bool;
## Whether the default scripts were left out.
global bare_mode: function(): bool;
global bro_has_ipv6: function(): bool;
global have_spicy: function(): bool;
global have_spicy_analyzers: function(): bool;
## The command line.
global zeek_args: function(): string_vec;
## Shows a message; the system's log is left alone.
global syslog: function(s: string);
global getpid: function(): count;
global gethostname: function(): string;
## Runs a shell command and waits for it; its output goes to standard error. 0, or -1 if there is no shell.
global system: function(str: string): int;
## The same, with each entry as BRO_ARG_key in its environment.
global system_env: function(str: string, env: table_string_of_string): int;
global piped_exec: function(program: string, to_write: string): bool;
global net_stats: function(): NetStats;
global get_net_stats: function(): NetStats;
global resource_usage: function(): bro_resources;
global get_proc_stats: function(): ProcStats;
global get_event_stats: function(): EventStats;
global get_event_handler_stats: function(): EventNameStats;
global get_timer_stats: function(): TimerStats;
## All fields stay 0: names are looked up when a script asks, and no statistics of them kept.
global get_dns_stats: function(): DNSStats;
## All fields stay 0: files.log counts files.
global get_thread_stats: function(): ThreadStats;
## All fields stay 0: there are no signatures.
global get_matcher_stats: function(): MatcherStats;
global table_pattern_matcher_stats: function(tbl: any): MatcherStats;
## What a table or set of patterns has built to look strings up.
global table_pattern_matcher_stats: function(tbl: any): MatcherStats;
## All fields stay 0, as with the next two: gaps and weirds raise events, which scripts can count.
## Without effect: there are no signatures.
global dump_rule_stats: function(f: file): bool;
global is_remote_event: function(): bool;
## The next three only in the condition of a "when". "<???>", or 0.0.0.0, if there is no answer.
global lookup_addr: function(host: addr): string;
global lookup_hostname: function(host: string): addr_set;
global lookup_hostname_txt: function(host: string): string;
## The same as lookup_hostname, but everything waits for it.
global blocking_lookup_hostname: function(host: string): addr_set;
## There is no data base of places: all fields stay unset.
global lookup_location: function(a: addr): geo_location;
global lookup_autonomous_system: function(a: addr): geo_autonomous_system;
global mmdb_open_location_db: function(f: string): bool;
global mmdb_open_asn_db: function(f: string): bool;
global lookup_asn: function(a: addr): count;

global type_name: function(t: any): string;
## The name of the type of a value, or of a type, if it has one.
global type_aliases: function(x: any): string_set;
global lookup_ID: function(id: string): any;
global global_ids: function(): id_table;
## The footprints of all global tables, sets, vectors and records.
global global_container_footprints: function(): var_sizes;
## The fields of a record, a record type or the name of one.
global record_fields: function(rec: any): record_field_table;
## What is running, innermost first.
global backtrace: function(): Backtrace;
global is_event_handled: function(event_name: string): bool;
## The script that was loaded under a name; "" if none was.
global find_in_zeekpath: function(p: string): string;
## Bodies of events and hooks with &group="group" are switched on or off together.
global enable_event_group: function(group: string): bool;
global disable_event_group: function(group: string): bool;
global has_event_group: function(group: string): bool;
## The same for all bodies of a module.
global enable_module_events: function(module_name: string): bool;
global disable_module_events: function(module_name: string): bool;
global has_module_events: function(module_name: string): bool;
global global_sizes: function(): table_string_of_count;
global record_type_to_vector: function(rt: any): string_vec;
global enum_names: function(et: any): string_set;
global val_size: function(v: any): count;
global val_footprint: function(v: any): count;
global same_object: function(o1: any, o2: any): bool;
global is_event_handled: function(event_name: string): bool;
## The peer that raised the event: this process.
global get_event_peer: function(): event_peer;

## The rest is here so that scripts of Bro 2 load. It does nothing and gives F (or 0): this
## engine talks to no other Bro, keeps no state from run to run and has no signatures.
global get_local_event_peer: function(): event_peer;
global connect: function(ip: addr, zone_id: string, p: port, our_class: string, retry: interval, ssl: bool): count;
global listen: function(ip: addr, p: port, ssl: bool, ipv6: bool, zone_id: string, retry_interval: interval): bool;
global disconnect: function(p: event_peer): bool;
global complete_handshake: function(p: event_peer): bool;
global enable_communication: function();
global terminate_communication: function(): bool;
global send_id: function(p: event_peer, id: string): bool;
global send_state: function(p: event_peer): bool;
global send_ping: function(p: event_peer, seq: count): bool;
global send_current_packet: function(p: event_peer): bool;
global send_capture_filter: function(p: event_peer, s: string): bool;
global set_accept_state: function(p: event_peer, accept: bool): bool;
global set_compression_level: function(p: event_peer, level: count): bool;
global request_remote_events: function(p: event_peer, handlers: pattern): bool;
global request_remote_logs: function(p: event_peer): bool;
global request_remote_sync: function(p: event_peer, auth: bool): bool;
global checkpoint_state: function(): bool;
global dump_config: function(): bool;
global rescan_state: function(): bool;
global capture_events: function(filename: string): bool;
global capture_state_updates: function(filename: string): bool;
global suspend_state_updates: function();
global resume_state_updates: function();
global disable_print_hook: function(f: file);
