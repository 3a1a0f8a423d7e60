##! What every script can count on: the types of connections, packets and
##! protocol messages, the engine's options, and the frameworks that the engine
##! itself works with. Always loaded first, also in bare mode.

@load base/bif/types.bif
@load base/bif/system.bif
@load base/bif/conversion.bif
@load base/bif/strings.bif
@load base/bif/option.bif
@load base/bif/reporter.bif
@load base/bif/trace.bif
@load base/bif/sketch.bif

# ---- connections ----

## The addresses and ports that identify a connection.
type conn_id: record {
	orig_h: addr &log;	##< Who opened the connection.
	orig_p: port &log;	##< The port it was opened from.
	resp_h: addr &log;	##< Who was asked.
	resp_p: port &log;	##< The port that was asked for.
};

## One end of a connection.
type endpoint: record {
	## Payload bytes sent. With TCP by sequence numbers, so it counts what a
	## gap swallowed.
	size: count;
	## One of the constants ``TCP_*`` or ``UDP_*``.
	state: count;
	## Packets sent.
	num_pkts: count &optional;
	## Bytes sent with their IP headers.
	num_bytes_ip: count &optional;
	## Payload bytes that the capture lacks.
	missed_bytes: count &default=0;
	## The flow label of the latest IPv6 packet.
	flow_label: count &default=0;
	## The address of the end on its link, or of the router before it. Unset if the link
	## has none.
	l2_addr: string &optional;
};

## What a SYN says.
type SYN_packet: record {
	is_orig: bool;
	## Whether IP may not cut it up.
	DF: bool;
	ttl: count;
	## Bytes of the IP packet.
	size: count;
	win_size: count;
	## -1 if the option is not there.
	win_scale: int;
	## 0 if the option is not there.
	MSS: count;
	SACK_OK: bool;
};

const TCP_INACTIVE = 0;	##< Nothing seen of this end.
const TCP_SYN_SENT = 1;	##< Has sent SYN.
const TCP_SYN_ACK_SENT = 2;	##< Has sent SYN and ACK.
const TCP_PARTIAL = 3;	##< Sent data, but its SYN was not seen.
const TCP_ESTABLISHED = 4;	##< Finished the handshake.
const TCP_CLOSED = 5;	##< Has sent FIN.
const TCP_RESET = 6;	##< Has sent RST.
const UDP_INACTIVE = 0;	##< Nothing seen of this end.
const UDP_ACTIVE = 1;	##< Has sent something.

## What an analyzer that knows nothing of a number's name says.
const UNKNOWN_SERVICE = "-";

module Weird;

export {
	## How often an oddity of a connection, of two hosts, or of neither is told
	## before only one in ...
	const sampling_threshold: count = 25 &redef;
	## ... so many is told; with 0 none is.
	const sampling_rate: count = 1000 &redef;
	## After this time each is told again.
	const sampling_duration: interval = 10 mins &redef;
	## Oddities that are always told.
	const sampling_whitelist: set[string] = {} &redef;
	## Oddities that are counted for all connections and hosts together.
	const sampling_global_list: set[string] = {} &redef;
}

module Tunnel;

export {
	## Ways to carry packets within packets.
	type Type: enum { NONE, IP, AYIYA, TEREDO, SOCKS, GTPv1, HTTP, GRE, VXLAN, GENEVE };

	## One layer around a connection.
	type EncapsulatingConn: record {
		## Who sends to whom, as the first packet went. Tunnels in IP itself
		## have port 0.
		cid: conn_id &log;
		tunnel_type: Tunnel::Type &log;
		## The identifier of the connection that is the tunnel, or of the tunnel
		## if it is in IP itself.
		uid: string &optional &log;
	};

	## Take packets out of IP ...
	const enable_ip = T &redef;
	## ... and of these.
	const enable_gre = T &redef;
	const enable_ayiya = T &redef;
	const enable_teredo = T &redef;
	const enable_gtpv1 = T &redef;
	## How many layers are taken off a packet.
	const max_depth: count = 4 &redef;
	## How often a connection may raise tunnel_changed; 0 is always.
	const max_changes_per_connection: count = 5 &redef;
	## How long a silent tunnel in IP keeps its identifier.
	const ip_tunnel_timeout = 24 hrs &redef;
	## Say that a flow is Teredo only when both sides have sent some.
	const delay_teredo_confirmation = T &redef;
	## The same for GTP version 1.
	const delay_gtp_confirmation = F &redef;
}

module GLOBAL;

## The layers around a connection, outermost first.
type EncapsulatingConnVector: vector of Tunnel::EncapsulatingConn;

## A connection, with all that scripts keep about it: protocol scripts add
## their own fields.
type connection: record {
	id: conn_id;
	orig: endpoint;
	resp: endpoint;
	## Time of the first packet.
	start_time: time;
	## From the first packet to the latest one.
	duration: interval;
	## Protocols that were confirmed, in lower case.
	service: set[string];
	## What happened: one letter each, upper case for the originator.
	history: string;
	## Identifies the connection in all logs.
	uid: string;
	## Set if the connection ran within another.
	tunnel: EncapsulatingConnVector &optional;
	## The VLAN of the first packet.
	vlan: int &optional;
	## The VLAN within it.
	inner_vlan: int &optional;
};

module Analyzer;

export {
	## The protocol analyzers.
	type Tag: enum {
		ANALYZER_DNS,
		ANALYZER_HTTP,
		ANALYZER_SSL,
		ANALYZER_SSH,
		ANALYZER_NTP,
		ANALYZER_DHCP,
		ANALYZER_SYSLOG,
		ANALYZER_SNMP,
		ANALYZER_VXLAN,
		ANALYZER_GENEVE,
		ANALYZER_TEREDO,
		ANALYZER_AYIYA,
		ANALYZER_GTPV1,
		ANALYZER_FTP,
		ANALYZER_FTP_DATA,
		ANALYZER_MODBUS,
		ANALYZER_IRC,
		ANALYZER_IRC_DATA,
		ANALYZER_SIP,
		ANALYZER_SOCKS,
		ANALYZER_RADIUS,
		ANALYZER_SMTP,
		ANALYZER_SMB,
		ANALYZER_TELNET,
		ANALYZER_RLOGIN,
		ANALYZER_RSH,
		ANALYZER_IDENT,
		ANALYZER_FINGER,
		ANALYZER_MQTT,
		ANALYZER_POP3,
		ANALYZER_IMAP,
		ANALYZER_DTLS,
		ANALYZER_LDAP_TCP,
		ANALYZER_LDAP_UDP,
		ANALYZER_MYSQL,
		ANALYZER_POSTGRESQL,
		ANALYZER_RDP,
		ANALYZER_KRB,
		ANALYZER_KRB_TCP,
		ANALYZER_XMPP,
		ANALYZER_REDIS,
		ANALYZER_DNP3_TCP,
		ANALYZER_DNP3_UDP,
		ANALYZER_DCE_RPC,
		ANALYZER_RFB,
		ANALYZER_GSSAPI,
		ANALYZER_NTLM,
		ANALYZER_WEBSOCKET,
		ANALYZER_QUIC,
		ANALYZER_GRE,
	};
}

module AllAnalyzers;

export {
	## The same under the name that it has today.
	type Tag: Analyzer::Tag;
}

module PacketAnalyzer;

export {
	## Analyzers that take packets out of others.
	type Tag: Analyzer::Tag;

	const ANALYZER_VXLAN = Analyzer::ANALYZER_VXLAN;
	const ANALYZER_GENEVE = Analyzer::ANALYZER_GENEVE;
	const ANALYZER_TEREDO = Analyzer::ANALYZER_TEREDO;
	const ANALYZER_AYIYA = Analyzer::ANALYZER_AYIYA;
	const ANALYZER_GTPV1 = Analyzer::ANALYZER_GTPV1;
}

module GLOBAL;

# ---- packets ----

## An IPv4 header.
type ip4_hdr: record {
	hl: count;
	tos: count;
	len: count;
	id: count;
	ttl: count;
	p: count;
	src: addr;
	dst: addr;
};

## An IPv6 header without its extensions.
type ip6_hdr: record {
	class: count;
	flow: count;
	len: count;
	hlim: count;
	nxt: count;
	src: addr;
	dst: addr;
};

## A TCP header. ``dl`` is the length of the data that follows.
type tcp_hdr: record {
	sport: port;
	dport: port;
	seq: count;
	ack: count;
	hl: count;
	dl: count;
	flags: count;
	win: count;
};

type udp_hdr: record {
	sport: port;
	dport: port;
	ulen: count;
};

type icmp_hdr: record {
	icmp_type: count;
};

## The headers of a packet, as far as it has them.
type pkt_hdr: record {
	ip: ip4_hdr &optional;
	ip6: ip6_hdr &optional;
	tcp: tcp_hdr &optional;
	udp: udp_hdr &optional;
	icmp: icmp_hdr &optional;
};

# ``tcp_hdr$flags``.
const TH_FIN = 1;
const TH_SYN = 2;
const TH_RST = 4;
const TH_PUSH = 8;
const TH_ACK = 16;
const TH_URG = 32;
const TH_FLAGS = 63;

## An ICMP message.
type icmp_info: record {
	v6: bool;
	itype: count;
	icode: count;
	## Bytes after the eight of the header.
	len: count;
	ttl: count;
};

type icmp_conn: icmp_info;

## The start of the datagram that an ICMP message complains about.
type icmp_context: record {
	id: conn_id;
	len: count;
	proto: count;
	frag_offset: count;
	bad_hdr_len: bool;
	bad_checksum: bool;
	MF: bool;
	DF: bool;
};

## A network that a router of IPv6 tells of (RFC 4861 4.6.2).
type icmp6_nd_prefix_info: record {
	prefix_len: count;
	## Hosts of the network are reached directly.
	L_flag: bool;
	## Hosts may make addresses of it.
	A_flag: bool;
	valid_lifetime: interval;
	preferred_lifetime: interval;
	prefix: addr;
};

## An option of the messages by which hosts of IPv6 find each other.
type icmp6_nd_option: record {
	otype: count;
	## In units of eight bytes.
	len: count;
	## Of types 1 and 2: the sender's hardware address, or the target's.
	link_address: string &optional;
	## Of type 3.
	prefix: icmp6_nd_prefix_info &optional;
	## Of type 4: the datagram that took the wrong way.
	redirect: icmp_context &optional;
	## Of type 5.
	mtu: count &optional;
	## Of other types.
	payload: string &optional;
};

type icmp6_nd_options: vector of icmp6_nd_option;

# ---- tunnels ----

## How the ends of Teredo know each other (RFC 4380 5.1.1).
type teredo_auth: record {
	## Of the client.
	id: string;
	## The authenticated digest.
	value: string;
	## What the server repeats.
	nonce: count;
	## Not 0 when the client needs a new key.
	confirm: count;
};

## Where a packet came from before it was translated.
type teredo_origin: record {
	p: port;
	a: addr;
};

## What Teredo puts in front of an IPv6 packet, and its headers.
type teredo_hdr: record {
	auth: teredo_auth &optional;
	origin: teredo_origin &optional;
	hdr: pkt_hdr;
};

## The header of the GPRS Tunnelling Protocol (3GPP TS 29.060 6).
type gtpv1_hdr: record {
	version: count;
	pt_flag: bool;	##< F is GTP'.
	rsv: bool;
	e_flag: bool;	##< next_type means something.
	s_flag: bool;	##< seq means something.
	pn_flag: bool;	##< n_pdu means something.
	msg_type: count;	##< 255 is user data.
	length: count;	##< After the first eight bytes.
	teid: count;
	seq: count &optional;
	n_pdu: count &optional;
	next_type: count &optional;
};

# ---- DNS ----

## The header of a DNS message.
type dns_msg: record {
	id: count;
	opcode: count;
	rcode: count;
	QR: bool;
	AA: bool;
	TC: bool;
	RD: bool;
	RA: bool;
	Z: count;
	num_queries: count;
	num_answers: count;
	num_auth: count;
	num_addl: count;
};

const DNS_QUERY = 0;	##< The question as a reply repeats it.
const DNS_ANS = 1;
const DNS_AUTH = 2;
const DNS_ADDL = 3;

## What all resource records have.
type dns_answer: record {
	## The section: ``DNS_ANS``, ``DNS_AUTH`` or ``DNS_ADDL``.
	answer_type: count;
	query: string;
	qtype: count;
	qclass: count;
	TTL: interval;
};

type dns_soa: record {
	mname: string;
	rname: string;
	serial: count;
	refresh: interval;
	retry: interval;
	expire: interval;
	minimum: interval;
};

type dns_edns_additional: record {
	query: string;
	qtype: count;
	t: count &default=0;
	payload_size: count;
	extended_rcode: count;
	version: count;
	z_field: count;
	TTL: interval &default=0sec;
	is_query: count;
};

## A signature of DNSSEC (RFC 4034 3).
type dns_rrsig_rr: record {
	query: string;
	answer_type: count;
	type_covered: count;
	algorithm: count;
	labels: count;
	orig_ttl: interval;
	sig_exp: time;
	sig_incep: time;
	key_tag: count;
	signer_name: string;
	signature: string;
	is_query: count;
};

## A key of DNSSEC (RFC 4034 2).
type dns_dnskey_rr: record {
	query: string;
	answer_type: count;
	flags: count;
	protocol: count;
	algorithm: count;
	public_key: string;
	is_query: count;
};

## The digest of the key of a zone below (RFC 4034 5).
type dns_ds_rr: record {
	query: string;
	answer_type: count;
	key_tag: count;
	algorithm: count;
	digest_type: count;
	digest_val: string;
	is_query: count;
};

## The name after one of a zone, hashed (RFC 5155).
type dns_nsec3_rr: record {
	query: string;
	answer_type: count;
	nsec_flags: count;
	nsec_hash_algo: count;
	nsec_iter: count;
	nsec_salt_len: count;
	nsec_salt: string;
	nsec_hlen: count;
	nsec_hash: string;
	bitmaps: string_vec;
	is_query: count;
};

## How names of a zone are hashed.
type dns_nsec3param_rr: record {
	query: string;
	answer_type: count;
	nsec_flags: count;
	nsec_hash_algo: count;
	nsec_iter: count;
	nsec_salt_len: count;
	nsec_salt: string;
	is_query: count;
};

## How far a server has signed a zone.
type dns_binds_rr: record {
	query: string;
	answer_type: count;
	algorithm: count;
	key_id: count;
	removal_flag: count;
	complete_flag: count;
	is_query: count;
};

## A place, its numbers as they are sent (RFC 1876 2).
type dns_loc_rr: record {
	query: string;
	answer_type: count;
	version: count;
	size: count;
	horiz_pre: count;
	vert_pre: count;
	latitude: count;
	longitude: count;
	altitude: count;
	is_query: count;
};

## How to make another name of a name (RFC 3403 4).
type dns_naptr_rr: record {
	order: count;
	preference: count;
	flags: string;
	service: string;
	regexp: string;
	replacement: string;
};

## A parameter of a service: which field is set depends on the key.
type dns_svcb_param: record {
	key: count;
	mandatory: vector of count &optional;
	alpn: vector of string &optional;
	p: count &optional;
	hint: vector of addr &optional;
	ech: string &optional;
	raw: string &optional;
};
type dns_svcb_param_vec: vector of dns_svcb_param;

## Where a service is (RFC 9460).
type dns_svcb_rr: record {
	svc_priority: count;
	target_name: string;
	svc_params: dns_svcb_param_vec &optional;
};

## The signature of a message (RFC 8945).
type dns_tsig_additional: record {
	query: string;
	## The section.
	qtype: count;
	alg_name: string;
	sig: string;
	time_signed: time;
	## How far off the clocks may be.
	fudge: time;
	orig_id: count;
	rr_error: count;
	is_query: count;
};

## How a key for signatures is agreed on (RFC 2930).
type dns_tkey: record {
	query: string;
	## The section.
	qtype: count;
	alg_name: string;
	inception: time;
	expiration: time;
	mode: count;
	rr_error: count;
	key_data: string;
	is_query: count;
};

## The network that a question is asked for (RFC 7871).
type dns_edns_ecs: record {
	## ``v4`` or ``v6``.
	family: string;
	source_prefix_len: count;
	scope_prefix_len: count;
	address: addr;
};

## How long a connection may be idle (RFC 7828).
type dns_edns_tcp_keepalive: record {
	keepalive_timeout_omitted: bool;
	## In tenths of a second.
	keepalive_timeout: count;
};

## What makes answers hard to forge (RFC 7873).
type dns_edns_cookie: record {
	client_cookie: string;
	server_cookie: string &default="";
};

## How many questions a message may have; 0 is any number.
const dns_max_queries = 25 &redef;

## Do not look at the authority section of these servers' replies.
const dns_skip_auth: set[addr] = {} &redef;
## Do not look at the additional section of these servers' replies.
const dns_skip_addl: set[addr] = {} &redef;
## Raise no events for authority sections. They double the events of a
## resolver's traffic and few scripts look at them.
global dns_skip_all_auth = T &redef;
## Raise no events for additional sections.
global dns_skip_all_addl = T &redef;

# ---- HTTP ----

## Counts of a connection's messages.
type http_stats_rec: record {
	num_requests: count;
	num_replies: count;
	request_version: double;
	reply_version: double;
};

## How a message ended.
type http_message_stat: record {
	start: time;
	## Whether the message was cut off.
	interrupted: bool;
	finish_msg: string;
	body_length: count;
	content_gap_length: count;
	header_length: count;
};

## A header line; the name in upper case.
type mime_header_rec: record {
	original_name: string &optional;
	name: string;
	value: string;
};

## The headers of a message, counted from 1.
type mime_header_list: table[count] of mime_header_rec;

# ---- files ----

module Files;

export {
	## What can be done with a file.
	type Tag: enum {
		## Raise an event with its contents.
		ANALYZER_DATA_EVENT,
		## Write it to disk.
		ANALYZER_EXTRACT,
		ANALYZER_MD5,
		ANALYZER_SHA1,
		ANALYZER_SHA256,
		## Read it as a certificate.
		ANALYZER_X509,
		## Tell how random its bytes look.
		ANALYZER_ENTROPY,
		## Read the headers of an executable of Windows.
		ANALYZER_PE
	};
}

module GLOBAL;

## A file that connections carry.
type fa_file: record {
	## Identifies the file in all logs.
	id: string;
	## The file that this one was taken from.
	parent_id: string &optional;
	## The protocol.
	source: string;
	## Whether the originator sends it.
	is_orig: bool &optional;
	## The connections that have carried it.
	conns: table[conn_id] of connection &optional;
	## When contents came last.
	last_active: time;
	seen_bytes: count &default=0;
	## How long the file should be, if that is known.
	total_bytes: count &optional;
	## Bytes that the capture lacks.
	missing_bytes: count &default=0;
	## Bytes that came twice or too late.
	overflow_bytes: count &default=0;
	## How long the file may be silent.
	timeout_interval: interval;
	## How much of the beginning is looked at for the type.
	bof_buffer_size: count;
	## The beginning, when the type is known.
	bof_buffer: string &optional;
	mime_type: string &optional;
};

## What the beginning of a file tells.
type fa_metadata: record {
	## Unset if it tells nothing.
	mime_type: string &optional;
	## Whether the type comes from the contents.
	inferred: bool &default=T;
};

## What an analyzer recognizes, and in what.
type AnalyzerConfirmationInfo: record {
	c: connection &optional;
	f: fa_file &optional;
	## Which instance of the analyzer it was.
	aid: count &optional;
};

## What an analyzer does not understand.
type AnalyzerViolationInfo: record {
	reason: string;
	c: connection &optional;
	f: fa_file &optional;
	aid: count &optional;
	## The bytes that are meant.
	data: string &optional;
};

module PE;

export {
	## What executables of Windows begin with.
	type DOSHeader: record {
		signature: string;
		used_bytes_in_last_page: count;
		file_in_pages: count;
		num_reloc_items: count;
		header_in_paragraphs: count;
		min_extra_paragraphs: count;
		max_extra_paragraphs: count;
		init_relative_ss: count;
		init_sp: count;
		checksum: count;
		init_ip: count;
		init_relative_cs: count;
		addr_of_reloc_table: count;
		overlay_num: count;
		oem_id: count;
		oem_info: count;
		## Where the file header is.
		addr_of_new_exe_header: count;
	};

	type FileHeader: record {
		machine: count;
		## When the file was made.
		ts: time;
		sym_table_ptr: count;
		num_syms: count;
		optional_header_size: count;
		## The flags that are set.
		characteristics: set[count];
	};

	type OptionalHeader: record {
		## 267 for 32 bits, 523 for 64.
		magic: count;
		major_linker_version: count;
		minor_linker_version: count;
		size_of_code: count;
		size_of_init_data: count;
		size_of_uninit_data: count;
		addr_of_entry_point: count;
		base_of_code: count;
		## With 32 bits only.
		base_of_data: count &optional;
		image_base: count;
		section_alignment: count;
		file_alignment: count;
		os_version_major: count;
		os_version_minor: count;
		major_image_version: count;
		minor_image_version: count;
		major_subsys_version: count;
		minor_subsys_version: count;
		size_of_image: count;
		size_of_headers: count;
		checksum: count;
		subsystem: count;
		dll_characteristics: set[count];
		## Of the tables for exports, imports and so on.
		table_sizes: vector of count;
	};

	type SectionHeader: record {
		name: string;
		virtual_size: count;
		virtual_addr: count;
		size_of_raw_data: count;
		ptr_to_raw_data: count;
		non_used_ptr_to_relocs: count;
		non_used_ptr_to_line_nums: count;
		non_used_num_of_relocs: count;
		non_used_num_of_line_nums: count;
		characteristics: set[count];
	};
}

module X509;

export {
	type Certificate: record {
		version: count &log &default=0;
		## Hexadecimal.
		serial: string &log &default="";
		subject: string &log &default="";
		issuer: string &log &default="";
		## The last common name of the subject.
		cn: string &optional;
		not_valid_before: time &log &default=double_to_time(0.0);
		not_valid_after: time &log &default=double_to_time(0.0);
		key_alg: string &log &default="";
		## How the issuer has signed.
		sig_alg: string &log &default="";
		tbs_sig_alg: string &default="";
		## ``rsa``, ``dsa`` or ``ecdsa``.
		key_type: string &log &optional;
		## In bits.
		key_length: count &log &optional;
		## Of RSA.
		exponent: string &log &optional;
		## Of ECDSA.
		curve: string &log &optional;
	};

	type Extension: record {
		name: string;
		short_name: string &optional;
		oid: string;
		critical: bool;
		## In words if the engine knows how, otherwise hexadecimal.
		value: string;
	};

	type BasicConstraints: record {
		## Whether the certificate may sign others.
		ca: bool &log;
		## How many may follow it.
		path_len: count &log &optional;
	};

	type SubjectAlternativeName: record {
		dns: vector of string &log &optional;
		uri: vector of string &log &optional;
		email: vector of string &log &optional;
		ip: vector of addr &log &optional;
		## Whether there are names of other kinds.
		other_fields: bool;
	};

	type Result: record {
		## 0 if a path was found, else OpenSSL's number of what is wrong.
		result: int;
		result_string: string;
		## From the certificate to the root.
		chain_certs: vector of opaque of x509 &optional;
	};
}

module GLOBAL;

type x509_opaque_vector: vector of opaque of x509;

# ---- SSL ----

module SSL;

export {
	type SignatureAndHashAlgorithm: record {
		HashAlgorithm: count;
		SignatureAlgorithm: count;
	};

	## What a client would resume.
	type PSKIdentity: record {
		identity: string;
		## Of its ticket, disguised.
		obfuscated_ticket_age: count;
	};
}

module GLOBAL;

type psk_identity_vec: vector of SSL::PSKIdentity;

type signature_and_hashalgorithm_vec: vector of SSL::SignatureAndHashAlgorithm;

# ---- SSH ----

module SSH;

export {
	## Algorithms in the order of preference.
	type Algorithm_Prefs: record {
		client_to_server: vector of string &optional;
		server_to_client: vector of string &optional;
	};

	## What a side offers.
	type Capabilities: record {
		kex_algorithms: string_vec;
		server_host_key_algorithms: string_vec;
		encryption_algorithms: Algorithm_Prefs;
		mac_algorithms: Algorithm_Prefs;
		compression_algorithms: Algorithm_Prefs;
		languages: Algorithm_Prefs &optional;
		is_server: bool;
	};
}

module GLOBAL;

# ---- NTP ----

module NTP;

export {
	## What clocks tell each other: modes 1 to 5.
	type NTP::StandardMessage: record {
		## How far the clock is from a reference: 1 is next to one, 0 unknown.
		stratum: count;
		## The longest time between two messages.
		poll: interval;
		## How exact the clock can be read.
		precision: interval;
		## To the reference and back.
		root_delay: interval;
		## How far off the reference may be.
		root_disp: interval;
		## Stratum 0: why the server has nothing to tell.
		kiss_code: string &optional;
		## Stratum 1: what kind of clock the reference is.
		ref_id: string &optional;
		## Other strata: the server that is followed, or with IPv6 four
		## bytes of a digest of its address.
		ref_addr: addr &optional;
		## When the clock was last set.
		ref_time: time;
		## When the client asked, by its clock.
		org_time: time;
		## When the server got that, by its own.
		rec_time: time;
		## When this message was sent.
		xmt_time: time;
		key_id: count &optional;
		digest: string &optional;
		## Extension fields.
		num_exts: count &default=0;
	};

	## Reading and setting a server's variables: mode 6.
	type NTP::ControlMessage: record {
		op_code: count;
		## It is an answer.
		resp_bit: bool;
		## The answer is an error.
		err_bit: bool;
		## There is more of the answer to come.
		more_bit: bool;
		sequence: count;
		status: count;
		association_id: count;
		data: string &optional;
		key_id: count &optional;
		crypto_checksum: string &optional;
	};

	## What an implementation makes of it: mode 7.
	type NTP::Mode7Message: record {
		req_code: count;
		auth_bit: bool;
		sequence: count;
		implementation: count;
		err: count;
		data: string &optional;
	};

	## A message, of which one part is set, or none with mode 0.
	type NTP::Message: record {
		version: count;
		mode: count;
		std_msg: NTP::StandardMessage &optional;
		control_msg: NTP::ControlMessage &optional;
		mode7_msg: NTP::Mode7Message &optional;
	};
}

module GLOBAL;

# ---- DHCP ----

module DHCP;

export {
	type DHCP::Addrs: vector of addr;

	## A message without its options.
	type DHCP::Msg: record {
		## 1 goes to the server, 2 comes from it.
		op: count;
		## What the message is about: an index of ``DHCP::message_types``.
		m_type: count;
		## Messages with the same number belong together.
		xid: count;
		## Since the client began.
		secs: interval;
		flags: count;
		## The address that the client has.
		ciaddr: addr;
		## The address that the client gets.
		yiaddr: addr;
		## The server to boot from.
		siaddr: addr;
		## The relay that handed the message on.
		giaddr: addr;
		## The client's hardware address.
		chaddr: string;
		sname: string &default="";
		file_n: string &default="";
	};

	type DHCP::ClientID: record {
		hwtype: count;
		hwaddr: string;
	};

	type DHCP::ClientFQDN: record {
		flags: count;
		rcode1: count;
		rcode2: count;
		domain_name: string;
	};

	type DHCP::SubOpt: record {
		code: count;
		value: string;
	};

	type DHCP::SubOpts: vector of DHCP::SubOpt;

	## The options of a message, with their codes.
	type DHCP::Options: record {
		## The codes of all, in the order of the message.
		options: index_vec &optional;
		subnet_mask: addr &optional;	##< 1
		routers: DHCP::Addrs &optional;	##< 3
		dns_servers: DHCP::Addrs &optional;	##< 6
		host_name: string &optional;	##< 12
		domain_name: string &optional;	##< 15
		forwarding: bool &optional;	##< 19
		broadcast: addr &optional;	##< 28
		vendor: string &optional;	##< 43
		nbns: DHCP::Addrs &optional;	##< 44
		addr_request: addr &optional;	##< 50
		lease: interval &optional;	##< 51
		serv_addr: addr &optional;	##< 54
		param_list: index_vec &optional;	##< 55
		message: string &optional;	##< 56
		max_msg_size: count &optional;	##< 57
		renewal_time: interval &optional;	##< 58
		rebinding_time: interval &optional;	##< 59
		vendor_class: string &optional;	##< 60
		client_id: DHCP::ClientID &optional;	##< 61
		user_class: string &optional;	##< 77
		client_fqdn: DHCP::ClientFQDN &optional;	##< 81
		sub_opt: DHCP::SubOpts &optional;	##< 82
		auto_config: bool &optional;	##< 116
		auto_proxy_config: string &optional;	##< 252
		time_offset: int &optional;	##< 2
		time_servers: DHCP::Addrs &optional;	##< 4
		name_servers: DHCP::Addrs &optional;	##< 5
		ntp_servers: DHCP::Addrs &optional;	##< 42
	};
}

module GLOBAL;

# ---- SNMP ----

module SNMP;

export {
	type SNMP::HeaderV1: record {
		community: string;
	};

	type SNMP::HeaderV2: record {
		community: string;
	};

	type SNMP::ScopedPDU_Context: record {
		engine_id: string;
		name: string;
	};

	type SNMP::HeaderV3: record {
		id: count;
		max_size: count;
		flags: count;
		auth_flag: bool;
		priv_flag: bool;
		reportable_flag: bool;
		security_model: count;
		## As they were sent.
		security_params: string;
		## Unset if the rest is encrypted.
		pdu_context: SNMP::ScopedPDU_Context &optional;
	};

	## What is in front of a PDU: one of the three is set.
	type SNMP::Header: record {
		## 0 is version 1, 1 is 2c, 3 is 3.
		version: count;
		v1: SNMP::HeaderV1 &optional;
		v2: SNMP::HeaderV2 &optional;
		v3: SNMP::HeaderV3 &optional;
	};

	## The value of an object. Which field is set depends on the tag; with some
	## none is.
	type SNMP::ObjectValue: record {
		tag: count;
		oid: string &optional;
		signed: int &optional;
		unsigned: count &optional;
		address: addr &optional;
		octets: string &optional;
	};

	const SNMP::OBJ_INTEGER_TAG: count = 0x02;	##< signed
	const SNMP::OBJ_OCTETSTRING_TAG: count = 0x04;	##< octets
	const SNMP::OBJ_UNSPECIFIED_TAG: count = 0x05;
	const SNMP::OBJ_OID_TAG: count = 0x06;	##< oid
	const SNMP::OBJ_IPADDRESS_TAG: count = 0x40;	##< address
	const SNMP::OBJ_COUNTER32_TAG: count = 0x41;	##< unsigned
	const SNMP::OBJ_UNSIGNED32_TAG: count = 0x42;	##< unsigned
	const SNMP::OBJ_TIMETICKS_TAG: count = 0x43;	##< unsigned: hundredths of a second
	const SNMP::OBJ_OPAQUE_TAG: count = 0x44;	##< octets
	const SNMP::OBJ_COUNTER64_TAG: count = 0x46;	##< unsigned
	const SNMP::OBJ_NOSUCHOBJECT_TAG: count = 0x80;
	const SNMP::OBJ_NOSUCHINSTANCE_TAG: count = 0x81;
	const SNMP::OBJ_ENDOFMIBVIEW_TAG: count = 0x82;

	type SNMP::Binding: record {
		oid: string;
		value: SNMP::ObjectValue;
	};

	type SNMP::Bindings: vector of SNMP::Binding;

	type SNMP::PDU: record {
		request_id: int;
		error_status: int;
		error_index: int;
		bindings: SNMP::Bindings;
	};

	## A trap of version 1.
	type SNMP::TrapPDU: record {
		enterprise: string;
		agent: addr;
		generic_trap: int;
		specific_trap: int;
		## How long the agent is up, in hundredths of a second.
		time_stamp: count;
		bindings: SNMP::Bindings;
	};

	type SNMP::BulkPDU: record {
		request_id: int;
		non_repeaters: count;
		max_repetitions: count;
		bindings: SNMP::Bindings;
	};
}

module GLOBAL;

# ---- Modbus ----

type ModbusHeaders: record {
	## What an answer has in common with its request.
	tid: count;
	## 0 is Modbus.
	pid: count;
	## The device behind the server.
	uid: count;
	## With 0x80 added in an answer that is an exception.
	function_code: count;
	## Bytes behind the function code.
	len: count &default=0;
};

type ModbusCoils: vector of bool;
type ModbusRegisters: vector of count;

## A part of a file that is asked for.
type ModbusFileRecordRequest: record {
	ref_type: count;
	file_num: count;
	record_num: count;
	## In registers.
	record_len: count;
};
type ModbusFileRecordRequests: vector of ModbusFileRecordRequest;

## The answer.
type ModbusFileRecordResponse: record {
	## In bytes, with the type's.
	file_len: count;
	ref_type: count;
	record_data: string;
};
type ModbusFileRecordResponses: vector of ModbusFileRecordResponse;

## A part of a file that is written.
type ModbusFileReference: record {
	ref_type: count;
	file_num: count;
	record_num: count;
	record_len: count;
	record_data: string;
};
type ModbusFileReferences: vector of ModbusFileReference;

# ---- SMB ----

module SMB;

export {
	## When a file was touched, also as tenths of microseconds since 1601.
	type SMB::MACTimes: record {
		modified: time &log;
		modified_raw: count;
		accessed: time &log;
		accessed_raw: count;
		created: time &log;
		created_raw: count;
		## Its attributes.
		changed: time &log;
		changed_raw: count;
	};

	## Files that are pipes of remote procedures.
	const pipe_filenames: set[string] = { "spoolss", "winreg", "samr", "srvsvc", "netdfs", "lsarpc", "wkssvc", "MsFteWds" } &redef;
}

module SMB1;

export {
	type SMB1::Header: record {
		command: count;
		status: count;
		flags: count;
		flags2: count;
		tid: count;	##< The tree.
		pid: count;	##< The client's process.
		uid: count;	##< The user.
		mid: count;	##< What an answer has in common with its request.
	};

	type SMB1::NegotiateRawMode: record {
		read_raw: bool;
		write_raw: bool;
	};

	## What the server can.
	type SMB1::NegotiateCapabilities: record {
		raw_mode: bool;
		mpx_mode: bool;
		unicode: bool;
		large_files: bool;
		nt_smbs: bool;
		rpc_remote_apis: bool;
		status32: bool;
		level_2_oplocks: bool;
		lock_and_read: bool;
		nt_find: bool;
		dfs: bool;
		infolevel_passthru: bool;
		large_readx: bool;
		large_writex: bool;
		unix: bool;
		bulk_transfer: bool;
		compressed_data: bool;
		extended_security: bool;
	};

	type SMB1::NegotiateResponseSecurity: record {
		user_level: bool;
		challenge_response: bool;
		signatures_enabled: bool &optional;
		signatures_required: bool &optional;
	};

	type SMB1::NegotiateResponseCore: record {
		dialect_index: count;
	};

	type SMB1::NegotiateResponseLANMAN: record {
		word_count: count;
		dialect_index: count;
		security_mode: SMB1::NegotiateResponseSecurity;
		max_buffer_size: count;
		max_mpx_count: count;
		max_number_vcs: count;
		raw_mode: SMB1::NegotiateRawMode;
		session_key: count;
		server_time: time;
		encryption_key: string;
		primary_domain: string;
	};

	type SMB1::NegotiateResponseNTLM: record {
		word_count: count;
		dialect_index: count;
		security_mode: SMB1::NegotiateResponseSecurity;
		max_buffer_size: count;
		max_mpx_count: count;
		max_number_vcs: count;
		max_raw_size: count;
		session_key: count;
		capabilities: SMB1::NegotiateCapabilities;
		server_time: time;
		encryption_key: string &optional;
		domain_name: string &optional;
		guid: string &optional;
		security_blob: string;
	};

	## One of the three, by the dialect.
	type SMB1::NegotiateResponse: record {
		core: SMB1::NegotiateResponseCore &optional;
		lanman: SMB1::NegotiateResponseLANMAN &optional;
		ntlm: SMB1::NegotiateResponseNTLM &optional;
	};

	type SMB1::SessionSetupAndXCapabilities: record {
		unicode: bool;
		large_files: bool;
		nt_smbs: bool;
		status32: bool;
		level_2_oplocks: bool;
		nt_find: bool;
	};

	type SMB1::SessionSetupAndXRequest: record {
		## Tells which of the optional fields there are.
		word_count: count;
		max_buffer_size: count;
		max_mpx_count: count;
		vc_number: count;
		session_key: count;
		native_os: string;
		native_lanman: string;
		account_name: string &optional;
		account_password: string &optional;
		primary_domain: string &optional;
		case_insensitive_password: string &optional;
		case_sensitive_password: string &optional;
		security_blob: string &optional;
		capabilities: SMB1::SessionSetupAndXCapabilities &optional;
	};

	type SMB1::SessionSetupAndXResponse: record {
		word_count: count;
		is_guest: bool &optional;
		native_os: string &optional;
		native_lanman: string &optional;
		primary_domain: string &optional;
		security_blob: string &optional;
	};
}

module SMB2;

export {
	type SMB2::Header: record {
		credit_charge: count;
		status: count;
		command: count;
		credits: count;
		flags: count;
		message_id: count;
		process_id: count;
		tree_id: count;
		session_id: count;
		signature: string;
	};

	## What a file or server is called on the wire.
	type SMB2::GUID: record {
		persistent: count;
		volatile: count;
	};

	type SMB2::FileAttrs: record {
		read_only: bool;
		hidden: bool;
		system: bool;
		directory: bool;
		archive: bool;
		normal: bool;
		temporary: bool;
		sparse_file: bool;
		reparse_point: bool;
		compressed: bool;
		offline: bool;
		not_content_indexed: bool;
		encrypted: bool;
		integrity_stream: bool;
		no_scrub_data: bool;
	};

	type SMB2::CloseResponse: record {
		alloc_size: count;
		eof: count;
		times: SMB::MACTimes;
		attrs: SMB2::FileAttrs;
	};

	type SMB2::NegotiateContextValue: record {
		context_type: count;
		data_length: count;
	};

	type SMB2::NegotiateContextValues: vector of SMB2::NegotiateContextValue;

	type SMB2::NegotiateResponse: record {
		dialect_revision: count;
		security_mode: count;
		server_guid: SMB2::GUID;
		system_time: time;
		server_start_time: time;
		negotiate_context_count: count;
		## Always empty: the contexts are not read.
		negotiate_context_values: SMB2::NegotiateContextValues;
	};

	type SMB2::SessionSetupRequest: record {
		security_mode: count;
	};

	type SMB2::SessionSetupFlags: record {
		guest: bool;
		anonymous: bool;
		encrypt: bool;
	};

	type SMB2::SessionSetupResponse: record {
		flags: SMB2::SessionSetupFlags;
	};

	type SMB2::TreeConnectResponse: record {
		## An index of ``SMB2::share_types``.
		share_type: count;
	};

	type SMB2::CreateRequest: record {
		filename: string;
		disposition: count;
		create_options: count;
	};

	type SMB2::CreateResponse: record {
		file_id: SMB2::GUID;
		size: count;
		times: SMB::MACTimes;
		attrs: SMB2::FileAttrs;
		create_action: count;
	};

	## In front of an encrypted message.
	type SMB2::Transform_header: record {
		signature: string;
		nonce: string;
		orig_msg_size: count;
		flags: count;
		session_id: count;
	};
}

module GLOBAL;

# ---- options of the engine ----

## The share of new connections that are not analyzed, 0 to 1. Which ones is
## drawn from the seed and the connection, so that a run can be repeated.
const connection_skip_ratio: double = 0.0 &redef;

## What the command line gives to the script: all that follows it behind "--".
const zeek_script_args: vector of string = vector() &redef;

## Whether packets are analyzed whatever their checksums say.
const ignore_checksums = F &redef;

## From a SYN without an answer to ``connection_attempt``.
const tcp_attempt_delay = 5 secs &redef;
## From the end of both directions to the connection's removal.
const tcp_close_delay = 5 secs &redef;
## From a RST to the connection's removal.
const tcp_reset_delay = 100 msecs &redef;
## From a one-sided FIN to ``connection_partial_close``.
const tcp_partial_close_delay = 3 secs &redef;
## A silent TCP connection is given up after this.
const tcp_inactivity_timeout = 5 mins &redef;

## How many acknowledged segments each way ``rexmit_inconsistency`` is found in,
## beside what is not acknowledged; at most 256.
const tcp_max_old_segments = 0 &redef;

## The same for the packets of a UDP 5-tuple.
const udp_inactivity_timeout = 1 min &redef;
## The same for ICMP.
const icmp_inactivity_timeout = 1 min &redef;
## The same for other protocols.
const unknown_ip_inactivity_timeout = 1 min &redef;

# ---- Kerberos ----

module KRB;

export {
	## What a client wants of its ticket (RFC 4120 5.4.1).
	type KRB::KDC_Options: record {
		forwardable: bool;
		forwarded: bool;
		proxiable: bool;
		proxy: bool;
		allow_postdate: bool;
		postdated: bool;
		renewable: bool;
		pk_cross: bool;
		opt_hardware_auth: bool;
		disable_transited_check: bool;
		renewable_ok: bool;
		enc_tkt_in_skey: bool;
		renew: bool;
		validate: bool;
	};

	## How a client logs in with a ticket (RFC 4120 5.5.1).
	type KRB::AP_Options: record {
		use_session_key: bool;
		mutual_required: bool;
	};

	## What proves to a service who a client is (RFC 4120 5.3).
	type KRB::Ticket: record {
		pvno: count &optional;
		realm: string &optional;
		service_name: string &optional;
		## How it is encrypted, see ``KRB::cipher_name``.
		cipher: count &optional;
		ciphertext: string &optional;
	};

	## A request for a ticket (RFC 4120 5.4.1).
	type KRB::KDC_Request: record {
		pvno: count &optional;
		msg_type: count &optional;
		kdc_options: KRB::KDC_Options &optional;
		client_name: string &optional;
		service_realm: string &optional;
		service_name: string &optional;
		## From when to when the ticket is to be good.
		from: time &optional;
		till: time &optional;
		## Until when it is to be renewable.
		rtime: time &optional;
		nonce: count &optional;
		encryption_types: vector of count &optional;
	};

	## A ticket that is granted (RFC 4120 5.4.2).
	type KRB::KDC_Response: record {
		pvno: count &optional;
		msg_type: count &optional;
		client_realm: string &optional;
		client_name: string &optional;
		ticket: KRB::Ticket &optional;
	};

	## A refusal (RFC 4120 5.9.1).
	type KRB::Error_Msg: record {
		pvno: count &optional;
		msg_type: count &optional;
		client_time: time &optional;
		server_time: time &optional;
		error_code: count &optional;
		client_realm: string &optional;
		client_name: string &optional;
		service_realm: string &optional;
		service_name: string &optional;
		error_text: string &optional;
	};
}

module GLOBAL;

# ---- NTLM ----

module NTLM;

export {
	## What the two can and want (MS-NLMP 2.2.2.5).
	type NTLM::NegotiateFlags: record {
		negotiate_56: bool;
		negotiate_key_exch: bool;
		negotiate_128: bool;
		negotiate_version: bool;
		negotiate_target_info: bool;
		request_non_nt_session_key: bool;
		negotiate_identify: bool;
		negotiate_extended_sessionsecurity: bool;
		target_type_server: bool;
		target_type_domain: bool;
		negotiate_always_sign: bool;
		negotiate_oem_workstation_supplied: bool;
		negotiate_oem_domain_supplied: bool;
		negotiate_anonymous_connection: bool;
		negotiate_ntlm: bool;
		negotiate_lm_key: bool;
		negotiate_datagram: bool;
		negotiate_seal: bool;
		negotiate_sign: bool;
		request_target: bool;
		negotiate_oem: bool;
		negotiate_unicode: bool;
	};

	## Of the operating system.
	type NTLM::Version: record {
		major: count;
		minor: count;
		build: count;
		ntlmssp: count;
	};

	## What a server says of itself.
	type NTLM::AVs: record {
		nb_computer_name: string &optional;
		nb_domain_name: string &optional;
		dns_computer_name: string &optional;
		dns_domain_name: string &optional;
		dns_tree_name: string &optional;
		timestamp: time &optional;
		target_name: string &optional;
	};

	## The three messages of a login.
	type NTLM::Negotiate: record {
		flags: NTLM::NegotiateFlags;
		domain_name: string &optional;
		workstation: string &optional;
		version: NTLM::Version &optional;
	};

	type NTLM::Challenge: record {
		flags: NTLM::NegotiateFlags;
		target_name: string &optional;
		version: NTLM::Version &optional;
		target_info: NTLM::AVs &optional;
	};

	type NTLM::Authenticate: record {
		flags: NTLM::NegotiateFlags;
		domain_name: string &optional;
		user_name: string &optional;
		workstation: string &optional;
		## Encrypted.
		session_key: string &optional;
		version: NTLM::Version &optional;
	};
}

module GLOBAL;

# ---- IRC ----

## Who joins a channel.
type irc_join_info: record {
	nick: string &log; ##< "" if it is the client itself.
	channel: string &log;
	password: string &log;
	## What servers say of others: ``creator``, ``operator``, ``voice`` or "".
	usermode: string &log;
};

type irc_join_list: set[irc_join_info];

# ---- SOCKS ----

module SOCKS;

export {
	## Where a proxy shall connect to, or has: an address, a name or both.
	type Address: record {
		host: addr &optional &log;
		name: string &optional &log;
	};
}

# ---- RADIUS ----

module RADIUS;

export {
	## The values of a type of attributes.
	type AttributeList: vector of string;
	type Attributes: table[count] of AttributeList;

	type Message: record {
		## What the message is: see ``RADIUS::msg_types``.
		code: count;
		## A reply has that of its request.
		trans_id: count;
		authenticator: string;
		attributes: Attributes &optional;
	};
}

module GLOBAL;

# ---- MQTT ----

module MQTT;

export {
	## A client begins.
	type ConnectMsg: record {
		protocol_name: string;
		protocol_version: count;
		client_id: string;
		## How long it may be silent.
		keep_alive: interval;
		clean_session: bool;
		## What the server publishes when the client is gone.
		will_retain: bool;
		will_qos: count;
		will_topic: string &optional;
		will_msg: string &optional;
		username: string &optional;
		password: string &optional;
	};

	type ConnectAckMsg: record {
		return_code: count;
		session_present: bool;
	};

	type PublishMsg: record {
		## Whether it was sent before.
		dup: bool;
		qos: count;
		retain: bool;
		topic: string;
		## The beginning: see ``max_payload_size``.
		payload: string;
		payload_len: count;
	};

	## How much of a payload scripts see.
	const max_payload_size = 100 &redef;
}

module GLOBAL;

# ---- logins ----

# What lines of Telnet and Rlogin sessions mean: regular expressions that match
# a part of the line. policy/protocols/login has some.

## There is no login.
const skip_authentication: set[string] = {} &redef;
## The server asks who it is.
const login_prompts: set[string] = {} &redef;
## The server asks for something else, and nobody has to log in.
const direct_login_prompts: set[string] = {} &redef;
const login_success_msgs: set[string] = {} &redef;
const login_failure_msgs: set[string] = {} &redef;
## What looks like a failure and is none.
const login_non_failure_msgs: set[string] = {} &redef;
## The server does not wait any longer.
const login_timeouts: set[string] = {} &redef;

# States of a login: see ``get_login_state``.
const LOGIN_STATE_AUTHENTICATE = 0;	##< It is under way.
const LOGIN_STATE_LOGGED_IN = 1;	##< It was successful.
const LOGIN_STATE_SKIP = 2;	##< There is none, or nothing of it can be seen.
const LOGIN_STATE_CONFUSED = 3;	##< It cannot be told how it ends.

## Ports that servers listen at: a connection whose first packet is no SYN is
## taken to go to one of them.
const likely_server_ports: set[port] = {} &redef;

## Look for a protocol in connections whose port says nothing.
const dpd_reassemble_first_packets = T &redef;
## How much of each side is looked at.
const dpd_buffer_size = 1024 &redef;
## Do not go by ports at all.
const dpd_ignore_ports = F &redef;
## Without effect: only the start of a connection is looked at, and not for long.
const dpd_match_only_beginning = T &redef;
const dpd_late_match_stop = F &redef;
const dpd_max_packets = 100 &redef;

## How long fragments wait for the rest of their datagram; 0 is for a minute.
const frag_timeout = 0.0 sec &redef;

## Where the engine writes statistics of its own: see policy/misc/profiling.
global profiling_file: file &redef;

## How often, by network time; 0 is never.
const profiling_interval = 0 secs &redef;

## Each so many times also what takes long to find out.
const expensive_profiling_multiple = 0 &redef;

## Whether the time of each part of the work on a packet is written too. There are many.
const segment_profiling = F &redef;

## Do not end when all input is read, but when ``terminate`` is called.
const exit_only_after_terminate = F &redef;

## How often a table with expiry is looked through for entries whose time is over.
const table_expire_interval = 10 secs &redef;
## How many entries of a table are looked at in one go, so that a large one does
## not hold up the traffic ...
const table_incremental_step = 5000 &redef;
## ... and how soon the next ones follow.
const table_expire_delay = 0.01 secs &redef;

## Name of this process among others of a site.
const peer_description = "bro" &redef;

module Reporter;

export {
	## Whether messages are shown on standard error.
	const info_to_stderr = T &redef;
	const warnings_to_stderr = T &redef;
	const errors_to_stderr = T &redef;
}

module GLOBAL;

@load base/bif/event.bif
@load base/bif/conn.bif
@load base/bif/files.bif
@load base/frameworks/logging
@load base/frameworks/input
@load base/frameworks/analyzer
