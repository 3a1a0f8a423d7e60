##! Builtin functions about connections and the packets that are read.

## Holds up the next packet until continue_processing was called as often.
global suspend_processing: function();
global continue_processing: function();
global is_processing_suspended: function(): bool;

## Whether the engine still follows a connection.
global connection_exists: function(c: conn_id): bool;

## The connection with these addresses and ports. It is an error if there is
## none.
global lookup_connection: function(cid: conn_id): connection;

## Gives no more data to an analyzer of a connection.
##
## aid: the analyzer, as ``protocol_confirmation`` numbers it.
##
## Returns: whether the analyzer was at work.
global disable_analyzer: function(cid: conn_id, aid: count, err_if_no_conn: bool &default=T, prevent: bool &default=F): bool;

## How far the login of a connection is: one of the constants ``LOGIN_STATE_*``.
global get_login_state: function(cid: conn_id): count;

## Sets how far the login of a connection is.
##
## Returns: whether an analyzer of logins is at work on the connection.
global set_login_state: function(cid: conn_id, new_state: count): bool;

## Sets how long a connection may be silent.
##
## Returns: the timeout before.
global set_inactivity_timeout: function(cid: conn_id, t: interval): interval;

## Looks no further into a connection's contents.
global skip_further_processing: function(cid: conn_id): bool;

## Where packets come from.
type PacketSource: record {
	live: bool;
	path: string;
	link_type: int;
	netmask: count;
};

global packet_source: function(): PacketSource;

## The transport protocol of a connection.
global get_conn_transport_proto: function(cid: conn_id): transport_proto;

## The sequence number behind all that the originator (responder) of a TCP connection has sent, as in
## packets; 0 for other connections.
global get_orig_seq: function(cid: conn_id): count;
global get_resp_seq: function(cid: conn_id): count;

## decode_base64 for what a connection carried: text that is none raises conn_weird.
global decode_base64_conn: function(cid: conn_id, s: string, a: string &default=""): string;

## Always 0: events do not know which analyzer raised them.
global current_analyzer: function(): count;

## The number of a connection's analyzer, 0 if it has no such one.
global lookup_connection_analyzer_id: function(cid: conn_id, atype: Analyzer::Tag): count;

## What kind of analyzer it is: one that follows connections, ...
global is_protocol_analyzer: function(atype: Analyzer::Tag): bool;
## ... one that takes packets out of others, ...
global is_packet_analyzer: function(atype: Analyzer::Tag): bool;
## ... or one of files, which have tags of their own.
global is_file_analyzer: function(atype: Analyzer::Tag): bool;

## Without effect: the engine records no packets (-w). Whether there is such a connection.
global set_record_packets: function(cid: conn_id, do_record: bool): bool;

const CONTENTS_NONE = 0;
const CONTENTS_ORIG = 1;
const CONTENTS_RESP = 2;
const CONTENTS_BOTH = 3;

## Writes what a TCP connection carries to a file, from now on.
##
## direction: one of the constants ``CONTENTS_*``.
global set_contents_file: function(cid: conn_id, direction: count, f: file): bool;

## The file of a direction; one that is not open if there is none.
global get_contents_file: function(cid: conn_id, direction: count): file;

## The Community ID (version 1) of a flow, with "1:" before it. "" if its protocol has none.
global community_id_v1: function(cid: conn_id, seed: count &default=0, do_base64: bool &default=T): string;

## Without effect: the contents are there only if they are handled.
global skip_http_entity_data: function(c: connection, is_orig: bool);
global skip_smtp_data: function(c: connection);

## Without effect: there is no analysis of files.
global set_file_handle: function(handle: string);

## Connections so far, and now.
type ConnStats: record {
	total_conns: count &default=0;
	current_conns: count &default=0;
	num_packets: count &default=0;
	num_fragments: count &default=0;
	num_tcp_conns: count &default=0;
	cumulative_tcp_conns: count &default=0;
	num_udp_conns: count &default=0;
	cumulative_udp_conns: count &default=0;
	num_icmp_conns: count &default=0;
	cumulative_icmp_conns: count &default=0;
};

global get_conn_stats: function(): ConnStats;

## Bytes that wait for others before them.
type ReassemblerStats: record {
	file_size: count &default=0;
	frag_size: count &default=0;
	tcp_size: count &default=0;
	unknown_size: count &default=0; ##< There is no other reassembly.
};

global get_reassembler_stats: function(): ReassemblerStats;

## Acknowledgments in established connections, and what they told of and was not seen.
global get_gap_stats: function(): GapStats;
global get_gap_summary: function(): gap_info;

## Oddities, raised or not.
global get_reporter_stats: function(): ReporterStats;

global get_file_analysis_stats: function(): FileAnalysisStats;

## Opens a file in the folder for logs, whose name is the tag with ``.log``.
global open_log_file: function(tag: string): file;

## Writes statistics to ``profiling_file`` now, if there is such a file.
global do_profiling: function();

## Has ``new_event`` raised for events too that nothing handles.
global generate_all_events: function(): bool;

## How the link before the IP datagram looks.
type link_encap: enum { LINK_UNKNOWN, LINK_ETHERNET };

## A packet as captured.
type pcap_packet: record {
	ts_sec: count;
	ts_usec: count;
	caplen: count;
	len: count; ##< On the wire.
	data: string; ##< With the link's header.
	link_type: link_encap &default=LINK_UNKNOWN;
};

## The packet that is being analyzed; its counts are 0 when there is none.
global get_current_packet: function(): pcap_packet;

## Its time, 0 when there is none.
global get_current_packet_ts: function(): time;

## Appends the packet that is being analyzed to a pcap file.
global dump_current_packet: function(file_name: string): bool;

## Appends a packet to a pcap file.
global dump_packet: function(pkt: pcap_packet, file_name: string): bool;

## Drops a share of the packets from (to) an address or network: of those that have none
## of the TCP flags. Which, the seed decides.
global install_src_addr_filter: function(ip: addr, tcp_flags: count, prob: double): bool;
global install_src_net_filter: function(snet: subnet, tcp_flags: count, prob: double): bool;
global install_dst_addr_filter: function(ip: addr, tcp_flags: count, prob: double): bool;
global install_dst_net_filter: function(snet: subnet, tcp_flags: count, prob: double): bool;

## Drops them no longer. Whether they were dropped.
global uninstall_src_addr_filter: function(ip: addr): bool;
global uninstall_src_net_filter: function(snet: subnet): bool;
global uninstall_dst_addr_filter: function(ip: addr): bool;
global uninstall_dst_net_filter: function(snet: subnet): bool;

## Names of packet filters.
type PcapFilterID: enum { None };

## Compiles a filter in the language of libpcap, but for tests of single bytes: F, and
## pcap_error tells why, if that does not work.
global precompile_pcap_filter: function(id: PcapFilterID, s: string): bool;

## Analyzes only the packets that a filter lets through.
global install_pcap_filter: function(id: PcapFilterID): bool;

global pcap_error: function(): string;

module Pcap;

## The same under the names that they have today.
global precompile_pcap_filter: function(id: PcapFilterID, s: string): bool;
global install_pcap_filter: function(id: PcapFilterID): bool;
global error: function(): string;

module Reporter;

## Raise the events of these names, as analyzers do when they meet what should not be.
global net_weird: function(name: string, addl: string &default="", source: string &default=""): bool;
global flow_weird: function(name: string, orig: addr, resp: addr, addl: string &default="", source: string &default=""): bool;
global conn_weird: function(name: string, c: connection, addl: string &default="", source: string &default=""): bool;
global file_weird: function(name: string, f: fa_file, addl: string &default="", source: string &default=""): bool;
global expired_conn_weird: function(name: string, id: conn_id, uid: string, addl: string &default="", source: string &default=""): bool;

## How oddities are sampled; see :bro:id:`Weird::sampling_threshold`.
global get_weird_sampling_rate: function(): count;
global set_weird_sampling_rate: function(weird_sampling_rate: count): bool;
global get_weird_sampling_threshold: function(): count;
global set_weird_sampling_threshold: function(weird_sampling_threshold: count): bool;
global get_weird_sampling_duration: function(): interval;
global set_weird_sampling_duration: function(weird_sampling_duration: interval): bool;
global get_weird_sampling_whitelist: function(): string_set;
global set_weird_sampling_whitelist: function(weird_sampling_whitelist: string_set): bool;
global get_weird_sampling_global_list: function(): string_set;
global set_weird_sampling_global_list: function(weird_sampling_global_list: string_set): bool;
