##! The events that the engine raises.

# ---- the engine ----

## The first event: all scripts are loaded, no packet has been read.
global bro_init: event();

## The last event: all input is read and all connections have ended.
global bro_done: event();

## Raised before ``bro_done``, at the network time ``t``.
global net_done: event(t: time);

## Raised after ``bro_init`` for each script, in the order they were loaded.
##
## level: how deep the script was loaded; 0 for those of the command line.
global bro_script_loaded: event(path: string, level: count);

## Raised before each other event, with its arguments, those of events that are not
## handled only after ``generate_all_events``.
global new_event: event(name: string, args: call_argument_vector);

## The engine has written statistics to ``profiling_file``.
##
## expensive: whether they were those that take long.
global profiling_update: event(f: file, expensive: bool);

# ---- connections ----

## The first packet of a connection.
global new_connection: event(c: connection);

## Each packet of a connection. There are many.
global new_packet: event(c: connection, p: pkt_hdr);

## Data of a TCP connection was sent again and is not the same: ``t1`` was there,
## ``t2`` came, in a segment with these flags (letters of FSRPAU).
global rexmit_inconsistency: event(c: connection, t1: string, t2: string, tcp_flags: string);

## An end's packets have another IPv6 flow label than before.
global connection_flow_label_changed: event(c: connection, is_orig: bool, old_label: count, new_label: count);

## A SYN with its packet's properties.
global connection_SYN_packet: event(c: connection, pkt: SYN_packet);

## A TCP packet, with a right checksum. There are many. ``flags`` are letters of
## FSRPAU, ``seq`` and ``ack`` are relative to the start.
global tcp_packet: event(c: connection, is_orig: bool, flags: string, seq: count, ack: count, len: count, payload: string);

## An option of a TCP packet, by its number; ``optlen`` is its length with the
## bytes that say number and length.
global tcp_option: event(c: connection, is_orig: bool, opt: count, optlen: count);

## The ACK that ends a handshake.
global connection_first_ACK: event(c: connection);

## The handshake has been seen to its end.
global connection_established: event(c: connection);

## A connection was asked for and nobody answered.
global connection_attempt: event(c: connection);

## A connection was refused with RST.
global connection_rejected: event(c: connection);

## An established connection was aborted with RST.
global connection_reset: event(c: connection);

## Both ends have closed.
global connection_finished: event(c: connection);

## One end has closed a connection whose start was not seen.
global connection_half_finished: event(c: connection);

## One end has closed and the other has been silent since.
global connection_partial_close: event(c: connection);

## The input ended before the connection did.
global connection_pending: event(c: connection);

## The same addresses and ports begin anew.
global connection_reused: event(c: connection);

## The connection was silent for too long.
global connection_timeout: event(c: connection);

## A TCP connection whose start was not seen.
global partial_connection: event(c: connection);

## The engine forgets the connection: the last event about it.
global connection_state_remove: event(c: connection);

## An end will send no more.
global connection_EOF: event(c: connection, is_orig: bool);

## Bytes of a stream are missing.
##
## seq: the number of the first one; the stream begins with 1.
global content_gap: event(c: connection, is_orig: bool, seq: count, length: count);

## Originator and responder have been exchanged.
global connection_flipped: event(c: connection);

# ---- datagrams ----

## A UDP packet of the originator.
global udp_request: event(u: connection);

## A UDP packet of the responder.
global udp_reply: event(u: connection);

## The contents of a UDP packet. There are many.
global udp_contents: event(u: connection, is_orig: bool, contents: string);

## An ICMP message that has no event of its own.
global icmp_sent: event(c: connection, icmp: icmp_info);

global icmp_echo_request: event(c: connection, icmp: icmp_info, id: count, seq: count, payload: string);

global icmp_echo_reply: event(c: connection, icmp: icmp_info, id: count, seq: count, payload: string);

## A host cannot be reached.
##
## context: the datagram that did not get there.
global icmp_unreachable: event(c: connection, icmp: icmp_info, code: count, context: icmp_context);

## A datagram has been under way too long.
global icmp_time_exceeded: event(c: connection, icmp: icmp_info, code: count, context: icmp_context);

## A datagram of IPv6 does not fit, and routers do not cut it.
global icmp_packet_too_big: event(c: connection, icmp: icmp_info, code: count, context: icmp_context);

## A host of IPv6 does not understand a header.
global icmp_parameter_problem: event(c: connection, icmp: icmp_info, code: count, context: icmp_context);

## An error of IPv6 that has no event of its own.
global icmp_error_message: event(c: connection, icmp: icmp_info, code: count, context: icmp_context);

## A host of IPv6 asks for routers.
global icmp_router_solicitation: event(c: connection, icmp: icmp_info, options: icmp6_nd_options);

## A router of IPv6 tells what it does (RFC 4861 4.2).
global icmp_router_advertisement: event(c: connection, icmp: icmp_info, cur_hop_limit: count, managed: bool, other: bool,
                                        home_agent: bool, pref: count, proxy: bool, rsv: count,
                                        router_lifetime: interval, reachable_time: interval, retrans_timer: interval,
                                        options: icmp6_nd_options);

## A host of IPv6 asks who has an address.
global icmp_neighbor_solicitation: event(c: connection, icmp: icmp_info, tgt: addr, options: icmp6_nd_options);

## A host of IPv6 says that it has an address.
global icmp_neighbor_advertisement: event(c: connection, icmp: icmp_info, router: bool, solicited: bool, override: bool,
                                          tgt: addr, options: icmp6_nd_options);

## A router of IPv6 knows a better way.
##
## tgt: the better first hop.
global icmp_redirect: event(c: connection, icmp: icmp_info, tgt: addr, dest: addr, options: icmp6_nd_options);

# ---- ARP ----

## A host asks who has an address of IPv4.
##
## SPA, SHA: the sender's address and hardware address.
##
## TPA, THA: the same of who is asked for.
global arp_request: event(mac_src: string, mac_dst: string, SPA: addr, SHA: string, TPA: addr, THA: string);

## A host says that it has one.
global arp_reply: event(mac_src: string, mac_dst: string, SPA: addr, SHA: string, TPA: addr, THA: string);

## Something is wrong with a packet of ARP.
global bad_arp: event(SPA: addr, SHA: string, TPA: addr, THA: string, explanation: string);

# ---- tunnels ----

## A packet of a connection came in other tunnels than the one before.
##
## e: the layers now, none if it came as it is.
global tunnel_changed: event(c: connection, e: EncapsulatingConnVector);

## A flow carries a packet in VXLAN or Geneve.
##
## vni: the network that it belongs to.
global vxlan_packet: event(outer: connection, inner: pkt_hdr, vni: count);
global geneve_packet: event(outer: connection, inner: pkt_hdr, vni: count);

## A flow carries an IPv6 packet in Teredo. The other events tell of packets with
## authentication, with the origin, and of those without content.
global teredo_packet: event(outer: connection, inner: teredo_hdr);
global teredo_authentication: event(outer: connection, inner: teredo_hdr);
global teredo_origin_indication: event(outer: connection, inner: teredo_hdr);
global teredo_bubble: event(outer: connection, inner: teredo_hdr);

## A message of the GPRS Tunnelling Protocol, and one with a user's packet.
global gtpv1_message: event(c: connection, hdr: gtpv1_hdr);
global gtpv1_g_pdu_packet: event(outer: connection, inner_gtp: gtpv1_hdr, inner_ip: pkt_hdr);

# ---- Modbus ----

## A message of any function.
global modbus_message: event(c: connection, headers: ModbusHeaders, is_orig: bool);

## An answer that tells why there is none.
global modbus_exception: event(c: connection, headers: ModbusHeaders, code: count);

## The functions that read: from where and how many; and what there was.
global modbus_read_coils_request: event(c: connection, headers: ModbusHeaders, start_address: count, quantity: count);
global modbus_read_coils_response: event(c: connection, headers: ModbusHeaders, coils: ModbusCoils);
global modbus_read_discrete_inputs_request: event(c: connection, headers: ModbusHeaders, start_address: count, quantity: count);
global modbus_read_discrete_inputs_response: event(c: connection, headers: ModbusHeaders, coils: ModbusCoils);
global modbus_read_holding_registers_request: event(c: connection, headers: ModbusHeaders, start_address: count, quantity: count);
global modbus_read_holding_registers_response: event(c: connection, headers: ModbusHeaders, registers: ModbusRegisters);
global modbus_read_input_registers_request: event(c: connection, headers: ModbusHeaders, start_address: count, quantity: count);
global modbus_read_input_registers_response: event(c: connection, headers: ModbusHeaders, registers: ModbusRegisters);
global modbus_read_fifo_queue_request: event(c: connection, headers: ModbusHeaders, start_address: count);
global modbus_read_fifo_queue_response: event(c: connection, headers: ModbusHeaders, fifos: ModbusRegisters);

## The functions that write: where and what; an answer repeats it, or tells how many.
global modbus_write_single_coil_request: event(c: connection, headers: ModbusHeaders, address: count, value: bool);
global modbus_write_single_coil_response: event(c: connection, headers: ModbusHeaders, address: count, value: bool);
global modbus_write_single_register_request: event(c: connection, headers: ModbusHeaders, address: count, value: count);
global modbus_write_single_register_response: event(c: connection, headers: ModbusHeaders, address: count, value: count);
global modbus_write_multiple_coils_request: event(c: connection, headers: ModbusHeaders, start_address: count, coils: ModbusCoils);
global modbus_write_multiple_coils_response: event(c: connection, headers: ModbusHeaders, start_address: count, quantity: count);
global modbus_write_multiple_registers_request: event(c: connection, headers: ModbusHeaders, start_address: count, registers: ModbusRegisters);
global modbus_write_multiple_registers_response: event(c: connection, headers: ModbusHeaders, start_address: count, quantity: count);
global modbus_mask_write_register_request: event(c: connection, headers: ModbusHeaders, address: count, and_mask: count, or_mask: count);
global modbus_mask_write_register_response: event(c: connection, headers: ModbusHeaders, address: count, and_mask: count, or_mask: count);

## Both at once.
global modbus_read_write_multiple_registers_request: event(c: connection, headers: ModbusHeaders, read_start_address: count, read_quantity: count, write_start_address: count, write_registers: ModbusRegisters);
global modbus_read_write_multiple_registers_response: event(c: connection, headers: ModbusHeaders, written_registers: ModbusRegisters);

## Parts of files.
global modbus_read_file_record_request: event(c: connection, headers: ModbusHeaders, byte_count: count, refs: ModbusFileRecordRequests);
global modbus_read_file_record_response: event(c: connection, headers: ModbusHeaders, byte_count: count, refs: ModbusFileRecordResponses);
global modbus_write_file_record_request: event(c: connection, headers: ModbusHeaders, byte_count: count, refs: ModbusFileReferences);
global modbus_write_file_record_response: event(c: connection, headers: ModbusHeaders, byte_count: count, refs: ModbusFileReferences);

## Tests of the line, and messages of other kinds.
global modbus_diagnostics_request: event(c: connection, headers: ModbusHeaders, subfunction: count, data: string);
global modbus_diagnostics_response: event(c: connection, headers: ModbusHeaders, subfunction: count, data: string);
global modbus_encap_interface_transport_request: event(c: connection, headers: ModbusHeaders, mei_type: count, data: string);
global modbus_encap_interface_transport_response: event(c: connection, headers: ModbusHeaders, mei_type: count, data: string);

# ---- SMB ----

## A message of version 1; an answer with an error.
global smb1_message: event(c: connection, hdr: SMB1::Header, is_orig: bool);
global smb1_error: event(c: connection, hdr: SMB1::Header, is_orig: bool);

## Which dialects the client speaks, and which one the server takes.
global smb1_negotiate_request: event(c: connection, hdr: SMB1::Header, dialects: string_vec);
global smb1_negotiate_response: event(c: connection, hdr: SMB1::Header, response: SMB1::NegotiateResponse);

## A user begins and ends a session.
global smb1_session_setup_andx_request: event(c: connection, hdr: SMB1::Header, request: SMB1::SessionSetupAndXRequest);
global smb1_session_setup_andx_response: event(c: connection, hdr: SMB1::Header, response: SMB1::SessionSetupAndXResponse);
global smb1_logoff_andx: event(c: connection, hdr: SMB1::Header, is_orig: bool);

## A share is opened and closed.
global smb1_tree_connect_andx_request: event(c: connection, hdr: SMB1::Header, path: string, service: string);
global smb1_tree_connect_andx_response: event(c: connection, hdr: SMB1::Header, service: string, native_file_system: string);
global smb1_tree_disconnect: event(c: connection, hdr: SMB1::Header, is_orig: bool);

## A file is opened, read, written and closed.
global smb1_nt_create_andx_request: event(c: connection, hdr: SMB1::Header, file_name: string);
global smb1_nt_create_andx_response: event(c: connection, hdr: SMB1::Header, file_id: count, file_size: count, times: SMB::MACTimes);
global smb1_read_andx_request: event(c: connection, hdr: SMB1::Header, file_id: count, offset: count, length: count);
global smb1_write_andx_request: event(c: connection, hdr: SMB1::Header, file_id: count, offset: count, data_len: count);
global smb1_close_request: event(c: connection, hdr: SMB1::Header, file_id: count);
global smb1_close_response: event(c: connection, hdr: SMB1::Header);

## A message of version 2 or 3; one that is encrypted.
global smb2_message: event(c: connection, hdr: SMB2::Header, is_orig: bool);
global smb2_transform_header: event(c: connection, hdr: SMB2::Transform_header);

## The same as with version 1.
global smb2_negotiate_request: event(c: connection, hdr: SMB2::Header, dialects: index_vec);
global smb2_negotiate_response: event(c: connection, hdr: SMB2::Header, response: SMB2::NegotiateResponse);
global smb2_session_setup_request: event(c: connection, hdr: SMB2::Header, request: SMB2::SessionSetupRequest);
global smb2_session_setup_response: event(c: connection, hdr: SMB2::Header, response: SMB2::SessionSetupResponse);
global smb2_logoff_request: event(c: connection, hdr: SMB2::Header);
global smb2_logoff_response: event(c: connection, hdr: SMB2::Header);
global smb2_tree_connect_request: event(c: connection, hdr: SMB2::Header, path: string);
global smb2_tree_connect_response: event(c: connection, hdr: SMB2::Header, response: SMB2::TreeConnectResponse);
global smb2_tree_disconnect_request: event(c: connection, hdr: SMB2::Header);
global smb2_tree_disconnect_response: event(c: connection, hdr: SMB2::Header);
global smb2_create_request: event(c: connection, hdr: SMB2::Header, request: SMB2::CreateRequest);
global smb2_create_response: event(c: connection, hdr: SMB2::Header, response: SMB2::CreateResponse);
global smb2_read_request: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, offset: count, length: count);
global smb2_write_request: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, offset: count, length: count);
global smb2_write_response: event(c: connection, hdr: SMB2::Header, length: count);
global smb2_close_request: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID);
global smb2_close_response: event(c: connection, hdr: SMB2::Header, response: SMB2::CloseResponse);

## A file gets another name, goes away, or has its attributes set.
global smb2_file_rename: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, dst_filename: string);
global smb2_file_delete: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, delete_pending: bool);
global smb2_file_sattr: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, times: SMB::MACTimes, attrs: SMB2::FileAttrs);

# ---- Kerberos ----

## A client asks for its first ticket, ...
global krb_as_request: event(c: connection, msg: KRB::KDC_Request);
global krb_as_response: event(c: connection, msg: KRB::KDC_Response);

## ... and with that for one to a service.
global krb_tgs_request: event(c: connection, msg: KRB::KDC_Request);
global krb_tgs_response: event(c: connection, msg: KRB::KDC_Response);

## It comes to the service with the ticket: also within SMB.
global krb_ap_request: event(c: connection, ticket: KRB::Ticket, opts: KRB::AP_Options);
global krb_ap_response: event(c: connection);

## A request is refused.
global krb_error: event(c: connection, msg: KRB::Error_Msg);

# ---- NTLM ----

## How far a negotiation of GSSAPI has come: 0 is done, 1 goes on, 2 is refused.
global gssapi_neg_result: event(c: connection, state: count);

## The three messages of a login.
global ntlm_negotiate: event(c: connection, negotiate: NTLM::Negotiate);
global ntlm_challenge: event(c: connection, challenge: NTLM::Challenge);
global ntlm_authenticate: event(c: connection, request: NTLM::Authenticate);

# ---- oddities ----

## What a proper network does not do, within a connection.
global conn_weird: event(name: string, c: connection, addl: string &default="", source: string &default="");

## The same between two hosts.
global flow_weird: event(name: string, src: addr, dst: addr, addl: string &default="", source: string &default="");

## The same, of no host in particular.
global net_weird: event(name: string, addl: string &default="", source: string &default="");

## The same, of a file, ...
global file_weird: event(name: string, f: fa_file, addl: string &default="", source: string &default="");

## ... and of a connection that the engine has forgotten.
global expired_conn_weird: event(name: string, id: conn_id, uid: string, addl: string &default="", source: string &default="");

# ---- protocol detection ----

## An analyzer has recognized its protocol.
global protocol_confirmation: event(c: connection, atype: Analyzer::Tag, aid: count);

## The same under the names that it had later.
global analyzer_confirmation: event(c: connection, atype: AllAnalyzers::Tag, aid: count);
global analyzer_confirmation_info: event(atype: AllAnalyzers::Tag, info: AnalyzerConfirmationInfo);

## An analyzer has seen what its protocol does not allow.
global protocol_violation: event(c: connection, atype: Analyzer::Tag, aid: count, reason: string);

## The same under the names that it had later.
global analyzer_violation: event(c: connection, atype: AllAnalyzers::Tag, aid: count, reason: string);
global analyzer_violation_info: event(atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo);

## An analyzer was switched off for what it did not understand.
global analyzer_failed: event(ts: time, atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo);

## A connection came that an analyzer was set to wait for.
global scheduled_analyzer_applied: event(c: connection, a: Analyzer::Tag);

# ---- DNS ----

## A DNS message, before all other events about it.
global dns_message: event(c: connection, is_orig: bool, msg: dns_msg, len: count);

## A question. Bro 2 did not give the name as it was sent, only in lower case.
global dns_request: event(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count, original_query: string);
global dns_request: event(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count);

## A question that a server refused to answer.
global dns_rejected: event(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count, original_query: string);
global dns_rejected: event(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count);

## The question as a reply repeats it.
global dns_query_reply: event(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count, original_query: string);
global dns_query_reply: event(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count);

## A message asks for changes of a zone, or answers that (RFC 2136): the records of the answer
## section are what must be so, those of the authority section what is to be.
global dns_dynamic_update: event(c: connection, msg: dns_msg, zname: string, zclass: count);

## A message has been seen to its end.
global dns_end: event(c: connection, msg: dns_msg);

# One event for each type of resource record.
global dns_A_reply: event(c: connection, msg: dns_msg, ans: dns_answer, a: addr);
global dns_AAAA_reply: event(c: connection, msg: dns_msg, ans: dns_answer, a: addr);
global dns_NS_reply: event(c: connection, msg: dns_msg, ans: dns_answer, name: string);
global dns_CNAME_reply: event(c: connection, msg: dns_msg, ans: dns_answer, name: string);
global dns_PTR_reply: event(c: connection, msg: dns_msg, ans: dns_answer, name: string);
global dns_SOA_reply: event(c: connection, msg: dns_msg, ans: dns_answer, soa: dns_soa);
global dns_MX_reply: event(c: connection, msg: dns_msg, ans: dns_answer, name: string, preference: count);
global dns_TXT_reply: event(c: connection, msg: dns_msg, ans: dns_answer, strs: string_vec);
global dns_SPF_reply: event(c: connection, msg: dns_msg, ans: dns_answer, strs: string_vec);
global dns_SRV_reply: event(c: connection, msg: dns_msg, ans: dns_answer, target: string, priority: count, weight: count, p: count);
global dns_HINFO_reply: event(c: connection, msg: dns_msg, ans: dns_answer, cpu: string, os: string);
global dns_CAA_reply: event(c: connection, msg: dns_msg, ans: dns_answer, flags: count, tag: string, value: string);
global dns_WKS_reply: event(c: connection, msg: dns_msg, ans: dns_answer);
global dns_RRSIG: event(c: connection, msg: dns_msg, ans: dns_answer, rrsig: dns_rrsig_rr);
global dns_DNSKEY: event(c: connection, msg: dns_msg, ans: dns_answer, dnskey: dns_dnskey_rr);
global dns_DS: event(c: connection, msg: dns_msg, ans: dns_answer, ds: dns_ds_rr);
global dns_NSEC: event(c: connection, msg: dns_msg, ans: dns_answer, next_name: string, bitmaps: string_vec);
global dns_NSEC3: event(c: connection, msg: dns_msg, ans: dns_answer, nsec3: dns_nsec3_rr);
global dns_NSEC3PARAM: event(c: connection, msg: dns_msg, ans: dns_answer, nsec3param: dns_nsec3param_rr);
global dns_BINDS: event(c: connection, msg: dns_msg, ans: dns_answer, binds: dns_binds_rr);
global dns_SSHFP: event(c: connection, msg: dns_msg, ans: dns_answer, algo: count, fptype: count, fingerprint: string);
global dns_LOC: event(c: connection, msg: dns_msg, ans: dns_answer, loc: dns_loc_rr);
global dns_NAPTR_reply: event(c: connection, msg: dns_msg, ans: dns_answer, naptr: dns_naptr_rr);
global dns_SVCB: event(c: connection, msg: dns_msg, ans: dns_answer, svcb: dns_svcb_rr);
global dns_HTTPS: event(c: connection, msg: dns_msg, ans: dns_answer, https: dns_svcb_rr);
global dns_TSIG_addl: event(c: connection, msg: dns_msg, ans: dns_tsig_additional);
global dns_TKEY: event(c: connection, msg: dns_msg, ans: dns_tkey);
global dns_EDNS_ecs: event(c: connection, msg: dns_msg, opt: dns_edns_ecs);
global dns_EDNS_tcp_keepalive: event(c: connection, msg: dns_msg, opt: dns_edns_tcp_keepalive);
global dns_EDNS_cookie: event(c: connection, msg: dns_msg, opt: dns_edns_cookie);
global dns_EDNS_addl: event(c: connection, msg: dns_msg, ans: dns_edns_additional);

## A resource record of another type.
global dns_unknown_reply: event(c: connection, msg: dns_msg, ans: dns_answer);

# ---- HTTP ----

## The first line of a request.
global http_request: event(c: connection, method: string, original_URI: string, unescaped_URI: string, version: string);

## The first line of a reply.
global http_reply: event(c: connection, version: string, code: count, reason: string);

## A header line; the name in upper case.
global http_header: event(c: connection, is_orig: bool, name: string, value: string);

## All header lines of a message.
global http_all_headers: event(c: connection, is_orig: bool, hlist: mime_header_list);

global http_begin_entity: event(c: connection, is_orig: bool);

## The type of a body, as its header says.
global http_content_type: event(c: connection, is_orig: bool, ty: string, subty: string);

## A piece of a body, without chunks and compression.
global http_entity_data: event(c: connection, is_orig: bool, length: count, data: string);

global http_end_entity: event(c: connection, is_orig: bool);

## A message has been seen to its end.
global http_message_done: event(c: connection, is_orig: bool, stat: http_message_stat);

## The connection's counts, at its end.
global http_stats: event(c: connection, stats: http_stats_rec);

## What follows on this connection is another protocol.
global http_connection_upgrade: event(c: connection, protocol: string);

# ---- files ----

## The name of the file that comes next on a side of a connection is wanted: see
## ``set_file_handle``. Without a name the file is of no interest.
global get_file_handle: event(tag: Analyzer::Tag, c: connection, is_orig: bool);

## A file begins. Handlers run before its contents are looked at.
global file_new: event(f: fa_file);

## A connection carries the file, or a part of it.
global file_over_new_connection: event(f: fa_file, c: connection, is_orig: bool);

## The beginning of the file has been seen. Handlers run before more of it is
## looked at, and analyzers that they attach miss nothing.
global file_sniff: event(f: fa_file, meta: fa_metadata);

## The file has a type that is known.
global file_mime_type: event(f: fa_file, mime_type: string);

## Nothing was seen of the file for too long.
global file_timeout: event(f: fa_file);

## Bytes of the file are missing.
global file_gap: event(f: fa_file, offset: count, len: count);

## More has come before its place in a file than is kept: skipped bytes at offset are given
## up.
global file_reassembly_overflow: event(f: fa_file, offset: count, skipped: count);

## The last event of a file.
global file_state_remove: event(f: fa_file);

## The digest of a whole file.
##
## kind: ``md5``, ``sha1`` or ``sha256``.
global file_hash: event(f: fa_file, kind: string, hash: string);

## How random the bytes of a whole file look.
global file_entropy: event(f: fa_file, ent: entropy_test_result);

## A certificate.
global x509_certificate: event(f: fa_file, cert_ref: opaque of x509, cert: X509::Certificate);

## An extension of the latest certificate.
global x509_extension: event(f: fa_file, ext: X509::Extension);

global x509_ext_basic_constraints: event(f: fa_file, ext: X509::BasicConstraints);

global x509_ext_subject_alternative_name: event(f: fa_file, ext: X509::SubjectAlternativeName);

# ---- Executables ----

## What an executable of Windows begins with.
global pe_dos_header: event(f: fa_file, h: PE::DOSHeader);

## The program for DOS in it.
global pe_dos_code: event(f: fa_file, code: string);

global pe_file_header: event(f: fa_file, h: PE::FileHeader);

global pe_optional_header: event(f: fa_file, h: PE::OptionalHeader);

## Each section.
global pe_section_header: event(f: fa_file, h: PE::SectionHeader);

# ---- SSL ----

## What a client offers. Bro 2 did not give the version of the record, which is 0
## for SSL 2, and the methods of compression.
##
## possible_ts: the first four bytes of what should be random.
##
## client_random: without these four.
global ssl_client_hello: event(c: connection, version: count, record_version: count, possible_ts: time, client_random: string, session_id: string, ciphers: index_vec, comp_methods: index_vec);
global ssl_client_hello: event(c: connection, version: count, possible_ts: time, client_random: string, session_id: string, ciphers: index_vec);

## What the server chooses.
##
## server_random: all 32 bytes.
global ssl_server_hello: event(c: connection, version: count, record_version: count, possible_ts: time, server_random: string, session_id: string, cipher: count, comp_method: count);
global ssl_server_hello: event(c: connection, version: count, possible_ts: time, server_random: string, session_id: string, cipher: count, comp_method: count);

## An extension of a hello, before the event of the hello itself.
global ssl_extension: event(c: connection, is_client: bool, code: count, val: string);
global ssl_extension_elliptic_curves: event(c: connection, is_client: bool, curves: index_vec);
global ssl_extension_ec_point_formats: event(c: connection, is_client: bool, point_formats: index_vec);
global ssl_extension_application_layer_protocol_negotiation: event(c: connection, is_client: bool, protocols: string_vec);
global ssl_extension_server_name: event(c: connection, is_client: bool, names: string_vec);
global ssl_extension_signature_algorithm: event(c: connection, is_client: bool, signature_algorithms: signature_and_hashalgorithm_vec);
global ssl_extension_key_share: event(c: connection, is_client: bool, curves: index_vec);
global ssl_extension_supported_versions: event(c: connection, is_client: bool, versions: index_vec);
global ssl_extension_psk_key_exchange_modes: event(c: connection, is_client: bool, modes: index_vec);
global ssl_extension_pre_shared_key_client_hello: event(c: connection, is_client: bool, identities: psk_identity_vec, binders: string_vec);
global ssl_extension_pre_shared_key_server_hello: event(c: connection, is_client: bool, selected_identity: count);

## A log has seen the certificate (RFC 6962 3.2).
##
## timestamp: when, in milliseconds.
global ssl_extension_signed_certificate_timestamp: event(c: connection, is_client: bool, version: count, logid: string, timestamp: count, signature_and_hashalgorithm: SSL::SignatureAndHashAlgorithm, signature: string);

## A server wants a certificate.
##
## certificate_authorities: names in DER.
global ssl_certificate_request: event(c: connection, is_client: bool, certificate_types: index_vec, supported_signature_algorithms: signature_and_hashalgorithm_vec, certificate_authorities: string_vec);

## The signature of the server's half of the key; before TLS 1.2 without an algorithm,
## which then is 256.
global ssl_server_signature: event(c: connection, signature_and_hashalgorithm: SSL::SignatureAndHashAlgorithm, signature: string);

## A handshake message that is not encrypted.
global ssl_handshake_message: event(c: connection, is_client: bool, msg_type: count, length: count);

## The curve of the server's key.
global ssl_server_curve: event(c: connection, curve: count);
global ssl_ecdh_server_params: event(c: connection, curve: count, point: string);
global ssl_dh_server_params: event(c: connection, p: string, q: string, Ys: string);
global ssl_rsa_client_pms: event(c: connection, pms: string);
global ssl_dh_client_params: event(c: connection, Yc: string);
global ssl_ecdh_client_params: event(c: connection, point: string);

global ssl_session_ticket_handshake: event(c: connection, ticket_lifetime_hint: count, ticket: string);
global ssl_stapled_ocsp: event(c: connection, is_client: bool, response: string);
global ssl_change_cipher_spec: event(c: connection, is_client: bool);
global ssl_alert: event(c: connection, is_client: bool, level: count, desc: count);
global ssl_heartbeat: event(c: connection, is_client: bool, length: count, heartbeat_type: count, payload_length: count, payload: string);

## Both sides encrypt.
global ssl_established: event(c: connection);

## A record that is not encrypted and belongs to no message.
global ssl_plaintext_data: event(c: connection, is_client: bool, record_version: count, content_type: count, length: count);

## An encrypted record.
global ssl_encrypted_data: event(c: connection, is_client: bool, record_version: count, content_type: count, length: count);

global ssl_probable_encrypted_handshake_message: event(c: connection, is_client: bool, length: count);

# ---- SSH ----

## The identification of the client or the server.
global ssh_client_version: event(c: connection, version: string);
global ssh_server_version: event(c: connection, version: string);

## What a side offers for the exchange of keys.
global ssh_capabilities: event(c: connection, cookie: string, capabilities: SSH::Capabilities);

## The server's key, as it was sent.
global ssh2_server_host_key: event(c: connection, key: string);

## The server's key in version 1: the two numbers of RSA, in network byte order.
global ssh1_server_host_key: event(c: connection, modulus: string, exponent: string);

## A segment of what is encrypted.
global ssh_encrypted_packet: event(c: connection, orig: bool, len: count);

## The server has answered an attempt to log in. That is told from the sizes of
## what is encrypted; the first attempt of a client is one without a password.
global ssh_auth_attempted: event(c: connection, authenticated: bool);

## The client was let in.
##
## auth_method_none: without authentication.
global ssh_auth_successful: event(c: connection, auth_method_none: bool);

# ---- NTP ----

## A message of any mode.
global ntp_message: event(c: connection, is_orig: bool, msg: NTP::Message);

# ---- DHCP ----

## A message with all its options.
global dhcp_message: event(c: connection, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options);

# ---- SYSLOG ----

## A message; both numbers are 999 if it tells none.
##
## facility: what part of the system it comes from.
## severity: how bad it is: 0 is worst, 7 harmless.
global syslog_message: event(c: connection, facility: count, severity: count, msg: string);

# ---- SNMP ----

## Questions for the values of objects, of those that follow them, and of many.
global snmp_get_request: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU);
global snmp_get_next_request: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU);
global snmp_get_bulk_request: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::BulkPDU);

## An answer to any request.
global snmp_response: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU);

## Objects get new values.
global snmp_set_request: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU);

## An agent tells what happened: version 1, and later ones.
global snmp_trap: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::TrapPDU);
global snmp_trapV2: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU);

## The same, and it wants an answer.
global snmp_inform_request: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU);

## What engines of version 3 tell each other about their work.
global snmp_report: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU);

## A PDU of a type that is not known; with version 3 where its context should be.
global snmp_unknown_pdu: event(c: connection, is_orig: bool, header: SNMP::Header, tag: count);
global snmp_unknown_scoped_pdu: event(c: connection, is_orig: bool, header: SNMP::Header, tag: count);

## A PDU that cannot be read.
global snmp_encrypted_pdu: event(c: connection, is_orig: bool, header: SNMP::Header);

## A message of another version.
global snmp_unknown_header_version: event(c: connection, is_orig: bool, version: count);

# ---- FTP ----

## A command of an FTP client, in upper case.
global ftp_request: event(c: connection, command: string, arg: string);

## A line of a server's reply. cont_resp tells that more lines come; one between
## the first and the last has code 0.
global ftp_reply: event(c: connection, code: count, msg: string, cont_resp: bool);

## The control connection is encrypted from here on.
global ftp_starttls: event(c: connection);

# ---- IRC ----

## A client's message that has no event of its own.
##
## prefix: who it comes from, "" mostly.
global irc_request: event(c: connection, is_orig: bool, prefix: string, command: string, arguments: string);

## A server's message that has no event of its own.
global irc_message: event(c: connection, is_orig: bool, prefix: string, command: string, message: string);

## A server's reply that has no event of its own.
global irc_reply: event(c: connection, is_orig: bool, prefix: string, code: count, params: string);

# Commands of a client, or passed on by a server.
global irc_password_message: event(c: connection, is_orig: bool, password: string);
global irc_nick_message: event(c: connection, is_orig: bool, who: string, newnick: string);
global irc_user_message: event(c: connection, is_orig: bool, user: string, host: string, server: string, real_name: string);
global irc_oper_message: event(c: connection, is_orig: bool, user: string, password: string);
global irc_quit_message: event(c: connection, is_orig: bool, nick: string, message: string);
global irc_squit_message: event(c: connection, is_orig: bool, prefix: string, server: string, message: string);
global irc_join_message: event(c: connection, is_orig: bool, info_list: irc_join_list);
global irc_part_message: event(c: connection, is_orig: bool, nick: string, chans: string_set, message: string);
global irc_mode_message: event(c: connection, is_orig: bool, prefix: string, params: string);
global irc_invite_message: event(c: connection, is_orig: bool, prefix: string, nickname: string, channel: string);
global irc_kick_message: event(c: connection, is_orig: bool, prefix: string, chans: string, users: string, comment: string);
global irc_privmsg_message: event(c: connection, is_orig: bool, source: string, target: string, message: string);
global irc_notice_message: event(c: connection, is_orig: bool, source: string, target: string, message: string);
global irc_squery_message: event(c: connection, is_orig: bool, source: string, target: string, message: string);
global irc_who_message: event(c: connection, is_orig: bool, mask: string, oper: bool);
global irc_whois_message: event(c: connection, is_orig: bool, server: string, users: string);
global irc_error_message: event(c: connection, is_orig: bool, prefix: string, message: string);

## An offer to connect directly.
##
## dcc_type: what for: ``SEND``, ``CHAT``.
##
## argument: for a file its name.
##
## size: of a file; 0 if it is not told.
global irc_dcc_message: event(c: connection, is_orig: bool, prefix: string, target: string, dcc_type: string, argument: string, address: addr, dest_port: count, size: count);

## Who gets a file says how many bytes have come.
global irc_dcc_send_ack: event(c: connection, bytes_received: count);

# Replies.
global irc_network_info: event(c: connection, is_orig: bool, users: count, services: count, servers: count);
global irc_server_info: event(c: connection, is_orig: bool, users: count, services: count, servers: count);
global irc_channel_info: event(c: connection, is_orig: bool, chans: count);
global irc_global_users: event(c: connection, is_orig: bool, prefix: string, msg: string);
global irc_who_line: event(c: connection, is_orig: bool, target_nick: string, channel: string, user: string, host: string, server: string, nick: string, params: string, hops: count, real_name: string);
global irc_names_info: event(c: connection, is_orig: bool, c_type: string, channel: string, users: string_set);
global irc_whois_user_line: event(c: connection, is_orig: bool, nick: string, user: string, host: string, real_name: string);
global irc_whois_operator_line: event(c: connection, is_orig: bool, nick: string);
global irc_whois_channel_line: event(c: connection, is_orig: bool, nick: string, chans: string_set);
global irc_channel_topic: event(c: connection, is_orig: bool, channel: string, topic: string);
global irc_oper_response: event(c: connection, is_orig: bool, got_oper: bool);

## A nick is in use or not allowed.
global irc_invalid_nick: event(c: connection, is_orig: bool);

## TLS follows: the last event about IRC on this connection.
global irc_starttls: event(c: connection);

# ---- SIP ----

## The first line of a request.
global sip_request: event(c: connection, method: string, original_URI: string, version: string);

## The first line of a reply.
global sip_reply: event(c: connection, version: string, code: count, reason: string);

## A header; the name in upper case.
global sip_header: event(c: connection, is_orig: bool, name: string, value: string);

## All headers of a message.
global sip_all_headers: event(c: connection, is_orig: bool, hlist: mime_header_list);

global sip_begin_entity: event(c: connection, is_orig: bool);

## The message has been seen to its end.
global sip_end_entity: event(c: connection, is_orig: bool);

# ---- SOCKS ----

## What a client wants of a proxy.
##
## request_type: see ``SOCKS::RequestType``.
##
## user: told in version 4 only.
global socks_request: event(c: connection, version: count, request_type: count, sa: SOCKS::Address, p: port, user: string);

## What the proxy says of it, and from where it connects.
global socks_reply: event(c: connection, version: count, reply: count, sa: SOCKS::Address, p: port);

## A client of version 5 logs in.
global socks_login_userpass_request: event(c: connection, user: string, password: string);

## 0 if it was let in.
global socks_login_userpass_reply: event(c: connection, code: count);

# ---- RADIUS ----

## A message with all its attributes.
global radius_message: event(c: connection, result: RADIUS::Message);

## An attribute of the latest message.
global radius_attribute: event(c: connection, attr_type: count, value: string);

# ---- SMTP ----

## A command of an SMTP client, in upper case: "(UNKNOWN)" with the whole line as
## argument, "." for the end of a mail, "**" for an answer while logging in.
global smtp_request: event(c: connection, is_orig: bool, command: string, arg: string);

## A line of a server's reply. cmd is the command that is answered, ">" for the
## begin of the connection.
global smtp_reply: event(c: connection, is_orig: bool, code: count, cmd: string, msg: string, cont_resp: bool);

## A line of a mail.
global smtp_data: event(c: connection, is_orig: bool, data: string);

## Something that should not be there.
global smtp_unexpected: event(c: connection, is_orig: bool, msg: string, detail: string);

## The connection is encrypted from here on.
global smtp_starttls: event(c: connection);

# ---- Mails ----

## A mail or a part of one begins and ends. Those within it come in between.
global mime_begin_entity: event(c: connection);
global mime_end_entity: event(c: connection);

## A header, with its name in upper case.
global mime_one_header: event(c: connection, h: mime_header_rec);

## All headers of an entity.
global mime_all_headers: event(c: connection, hlist: mime_header_list);

## Decoded contents of an entity in pieces of 1024 bytes.
global mime_segment_data: event(c: connection, length: count, data: string);

## Decoded contents of an entity, if they are not too long the whole.
global mime_entity_data: event(c: connection, length: count, data: string);

## Decoded contents of all entities of a mail.
global mime_all_data: event(c: connection, length: count, data: string);

## What does not look like MIME.
global mime_event: event(c: connection, event_type: string, detail: string);

## The MD5 digest of the decoded contents of a mail.
global mime_content_hash: event(c: connection, content_len: count, hash_value: string);

# ---- logins: Telnet, Rlogin, Rsh ----

## A line that the client typed, without options and corrections.
global login_input_line: event(c: connection, line: string);

## A line that the server showed.
global login_output_line: event(c: connection, line: string);

## Somebody was let in.
##
## client_user: what Rlogin says of who logs in; else "".
##
## line: the line that tells.
global login_success: event(c: connection, user: string, client_user: string, password: string, line: string);

## The same for who was not.
global login_failure: event(c: connection, user: string, client_user: string, password: string, line: string);

## It cannot be told any more how the login ends.
global login_confused: event(c: connection, msg: string, line: string);

## What the client typed since.
global login_confused_text: event(c: connection, line: string);

## What a client says of its terminal.
global login_terminal: event(c: connection, terminal: string);
global login_display: event(c: connection, display: string);
global login_prompt: event(c: connection, prompt: string);

## There is no login.
global authentication_skipped: event(c: connection);

## What came of an authentication by options of Telnet.
##
## name: "<empty>" if the client gave none.
global authentication_accepted: event(name: string, c: connection);
global authentication_rejected: event(name: string, c: connection);

## Nothing more can be seen of a Telnet session.
global activating_encryption: event(c: connection);

## An option of Telnet that makes no sense, has no proper end, or that somebody
## did not want.
global bad_option: event(c: connection);
global bad_option_termination: event(c: connection);
global inconsistent_option: event(c: connection);

## A command of Rsh, or what is typed to it.
##
## new_session: whether it is the command.
global rsh_request: event(c: connection, client_user: string, server_user: string, line: string, new_session: bool);

## A line of what the command shows.
global rsh_reply: event(c: connection, client_user: string, server_user: string, line: string);

# ---- Ident and Finger ----

## Who owns this connection? The ports are the server's and the client's.
global ident_request: event(c: connection, lport: port, rport: port);
global ident_reply: event(c: connection, lport: port, rport: port, user_id: string, system: string);
global ident_error: event(c: connection, lport: port, rport: port, line: string);

## full: whether all is wanted that is known of a user.
global finger_request: event(c: connection, full: bool, username: string, hostname: string);
global finger_reply: event(c: connection, reply_line: string);

# ---- POP3 and IMAP ----

## A command of a POP3 client, in upper case; "**" for an answer while logging in.
global pop3_request: event(c: connection, is_orig: bool, command: string, arg: string);

## The first line of a reply. cmd is "OK" or "ERR".
global pop3_reply: event(c: connection, is_orig: bool, cmd: string, msg: string);

## A later line.
global pop3_data: event(c: connection, is_orig: bool, data: string);

## Something that should not be there.
global pop3_unexpected: event(c: connection, is_orig: bool, msg: string, detail: string);

## Somebody has tried to log in. The password is "" if it was not sent as it is.
global pop3_login_success: event(c: connection, is_orig: bool, user: string, password: string);
global pop3_login_failure: event(c: connection, is_orig: bool, user: string, password: string);

## The connection is encrypted from here on.
global pop3_starttls: event(c: connection);

## What a server says it can do.
global imap_capabilities: event(c: connection, capabilities: string_vec);

## The connection is encrypted from here on.
global imap_starttls: event(c: connection);

# ---- MQTT ----

global mqtt_connect: event(c: connection, msg: MQTT::ConnectMsg);
global mqtt_connack: event(c: connection, msg: MQTT::ConnectAckMsg);

## msg_id: 0 if nothing is to be acknowledged.
global mqtt_publish: event(c: connection, is_orig: bool, msg_id: count, msg: MQTT::PublishMsg);

# The steps of an acknowledgement.
global mqtt_puback: event(c: connection, is_orig: bool, msg_id: count);
global mqtt_pubrec: event(c: connection, is_orig: bool, msg_id: count);
global mqtt_pubrel: event(c: connection, is_orig: bool, msg_id: count);
global mqtt_pubcomp: event(c: connection, is_orig: bool, msg_id: count);

global mqtt_subscribe: event(c: connection, msg_id: count, topics: string_vec, requested_qos: index_vec);
global mqtt_suback: event(c: connection, msg_id: count, granted_qos: count);
global mqtt_unsubscribe: event(c: connection, msg_id: count, topics: string_vec);
global mqtt_unsuback: event(c: connection, msg_id: count);
global mqtt_pingreq: event(c: connection);
global mqtt_pingresp: event(c: connection);
global mqtt_disconnect: event(c: connection);
