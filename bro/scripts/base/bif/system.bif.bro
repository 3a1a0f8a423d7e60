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
global set_network_time: function(nt: time);

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
global table_keys: function(t: any): any_vec;
global table_values: function(t: any): any_vec;

global md5_hash: function(...): string;
global sha1_hash: function(...): string;
global sha224_hash: function(...): string;
global sha256_hash: function(...): string;
global sha384_hash: function(...): string;
global sha512_hash: function(...): string;
global md5_hmac: function(...): string;
global md5_hash_init: function(): opaque of md5;
global md5_hash_update: function(handle: opaque of md5, data: string): bool;
global md5_hash_finish: function(handle: opaque of md5): string;
global sha1_hash_init: function(): opaque of sha1;
global sha1_hash_update: function(handle: opaque of sha1, data: string): bool;
global sha1_hash_finish: function(handle: opaque of sha1): string;
global sha256_hash_init: function(): opaque of sha256;
global sha256_hash_update: function(handle: opaque of sha256, data: string): bool;
global sha256_hash_finish: function(handle: opaque of sha256): string;
global fnv1a32: function(input: any): count;
global hrw_weight: function(key_digest: count, site_id: count): count;

## Opens for writing; what the file held is gone.
global open: function(f: string): file;
global open_for_append: function(f: string): file;
global close: function(f: file): bool;
global write_file: function(f: file, data: string): bool;
global print_raw: function(...): bool;
global flush_all: function(): bool;
global set_buf: function(f: file, buffered: bool);
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
global getpid: function(): count;
global gethostname: function(): string;
## Runs a shell command and waits for it.
global system: function(str: string): int;
## The same, with each entry as BRO_ARG_key in its environment.
global system_env: function(str: string, env: table_string_of_string): int;
global piped_exec: function(program: string, to_write: string): bool;
global net_stats: function(): NetStats;
global resource_usage: function(): bro_resources;
global is_remote_event: function(): bool;
global lookup_addr: function(host: addr): string;
global lookup_hostname: function(host: string): addr_set;
global lookup_hostname_txt: function(host: string): string;
global lookup_location: function(a: addr): geo_location;
global lookup_asn: function(a: addr): count;

global type_name: function(t: any): string;
global lookup_ID: function(id: string): any;
global global_sizes: function(): table_string_of_count;
global record_type_to_vector: function(rt: any): string_vec;
global enum_names: function(et: any): string_set;
global val_size: function(v: any): count;
global val_footprint: function(v: any): count;
global same_object: function(o1: any, o2: any): bool;
global is_event_handled: function(event_name: string): bool;
## The peer that raised the event: this process.
global get_event_peer: function(): event_peer;
