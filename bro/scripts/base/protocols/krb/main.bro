##! kerberos.log: the first ticket that a connection is about: who asks for it,
##! for which service, and what comes of that.

@load ./consts
@load base/frameworks/analyzer
@load base/frameworks/logging

module KRB;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When the first message was seen.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## "AS" for a first ticket, "TGS" for one to a service.
		request_type: string &log &optional;
		## Who asks, with its realm.
		client: string &log &optional;
		## Which service the ticket is for.
		service: string &log &optional;
		## Whether it was granted.
		success: bool &log &optional;
		error_code: count &optional;
		## Why not.
		error_msg: string &log &optional;
		## From when to when the ticket is to be good.
		from: time &log &optional;
		till: time &log &optional;
		## How the ticket is encrypted.
		cipher: string &log &optional;
		## What it is to be good for.
		forwardable: bool &log &optional;
		renewable: bool &log &optional;
		## Certificates in place of passwords. They are not looked at.
		client_cert_subject: string &log &optional;
		client_cert_fuid: string &log &optional;
		server_cert_subject: string &log &optional;
		server_cert_fuid: string &log &optional;

		logged: bool &default=F;
	};

	## Refusals that are the usual way to a ticket: the client tries again, and
	## proves who it is.
	const ignored_errors: set[string] = {
		"NEEDED_PREAUTH",
		"Need to use PA-ENC-TIMESTAMP/PA-PK-AS-REQ",
	} &redef;

	## Raised with each line of the log.
	global log_krb: event(rec: Info);
}

redef record connection += {
	krb: Info &optional;
};

const udp_ports = { 88/udp };
const tcp_ports = { 88/tcp };

redef likely_server_ports += { 88/udp, 88/tcp };

event bro_init() &priority=5
	{
	Log::create_stream(KRB::LOG, [$columns=Info, $ev=log_krb, $path="kerberos"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_KRB, udp_ports);
	Analyzer::register_for_ports(Analyzer::ANALYZER_KRB_TCP, tcp_ports);
	}

# Begins the line of a connection, and tells whether it can still be added to.
function open_line(c: connection): bool
	{
	if ( ! c?$krb )
		c$krb = Info($ts=network_time(), $uid=c$uid, $id=c$id);

	return ! c$krb$logged;
	}

function write_line(c: connection)
	{
	if ( ! c?$krb || c$krb$logged )
		return;

	c$krb$logged = T;
	Log::write(KRB::LOG, c$krb);
	}

function requested(info: Info, kind: string, msg: KDC_Request)
	{
	info$request_type = kind;

	if ( msg?$service_name )
		info$service = msg$service_name;

	if ( msg?$from )
		info$from = msg$from;

	if ( msg?$till )
		info$till = msg$till;

	if ( msg?$kdc_options )
		{
		info$forwardable = msg$kdc_options$forwardable;
		info$renewable = msg$kdc_options$renewable;
		}
	}

function granted(info: Info, msg: KDC_Response)
	{
	if ( ! info?$client && (msg?$client_name || msg?$client_realm) )
		info$client = cat(msg?$client_name ? msg$client_name : "", "/", msg?$client_realm ? msg$client_realm : "");

	if ( msg?$ticket )
		{
		if ( msg$ticket?$service_name )
			info$service = msg$ticket$service_name;

		if ( msg$ticket?$cipher )
			info$cipher = cipher_name[msg$ticket$cipher];
		}

	info$success = T;
	}

event krb_as_request(c: connection, msg: KDC_Request) &priority=5
	{
	if ( ! open_line(c) )
		return;

	requested(c$krb, "AS", msg);
	c$krb$client = cat(msg?$client_name ? msg$client_name : "", "/", msg?$service_realm ? msg$service_realm : "");
	}

event krb_tgs_request(c: connection, msg: KDC_Request) &priority=5
	{
	if ( open_line(c) )
		requested(c$krb, "TGS", msg);
	}

event krb_as_response(c: connection, msg: KDC_Response) &priority=5
	{
	if ( open_line(c) )
		granted(c$krb, msg);
	}

event krb_as_response(c: connection, msg: KDC_Response) &priority=-5
	{
	write_line(c);
	}

event krb_tgs_response(c: connection, msg: KDC_Response) &priority=5
	{
	if ( open_line(c) )
		granted(c$krb, msg);
	}

event krb_tgs_response(c: connection, msg: KDC_Response) &priority=-5
	{
	write_line(c);
	}

event krb_ap_request(c: connection, ticket: Ticket, opts: AP_Options) &priority=5
	{
	open_line(c);
	}

event krb_error(c: connection, msg: Error_Msg) &priority=5
	{
	if ( ! open_line(c) )
		return;

	if ( msg?$error_text && msg$error_text in ignored_errors )
		{
		delete c$krb;
		return;
		}

	local info = c$krb;

	if ( ! info?$client && (msg?$client_name || msg?$client_realm) )
		info$client = cat(msg?$client_name ? msg$client_name : "", "/", msg?$client_realm ? msg$client_realm : "");

	if ( msg?$service_name )
		info$service = msg$service_name;

	info$success = F;

	if ( msg?$error_code )
		info$error_code = msg$error_code;

	if ( msg?$error_text )
		info$error_msg = msg$error_text;
	else if ( msg?$error_code && msg$error_code in error_msg )
		info$error_msg = error_msg[msg$error_code];
	}

event krb_error(c: connection, msg: Error_Msg) &priority=-5
	{
	write_line(c);
	}

event connection_state_remove(c: connection) &priority=-5
	{
	write_line(c);
	}
