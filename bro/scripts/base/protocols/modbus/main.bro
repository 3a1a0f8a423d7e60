##! modbus.log: one line for each message of a Modbus device and who asks it.

@load ./consts

module Modbus;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## What an answer has in common with its request.
		tid: count &log &optional;
		## The device behind the server.
		unit: count &log &optional;
		## The function's name.
		func: string &log &optional;
		## "REQ" or "RESP".
		pdu_type: string &log &optional;
		## Why there is no answer.
		exception: string &log &optional;
	};

	## Raised with each line of the log.
	global log_modbus: event(rec: Info);
}

redef record connection += {
	modbus: Info &optional;
};

const ports = { 502/tcp };

redef likely_server_ports += ports;

# The bit of the function that makes an answer an exception.
const exceptional = 0x80;

event bro_init() &priority=5
	{
	Log::create_stream(Modbus::LOG, [$columns=Info, $ev=log_modbus, $path="modbus"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_MODBUS, ports);
	}

function function_name(code: count): string
	{
	if ( code < exceptional || code in function_codes || code - exceptional !in function_codes )
		return function_codes[code];

	return cat(function_codes[code - exceptional], "_EXCEPTION");
	}

event modbus_message(c: connection, headers: ModbusHeaders, is_orig: bool) &priority=5
	{
	if ( ! c?$modbus )
		c$modbus = Info($ts=network_time(), $uid=c$uid, $id=c$id);

	local info = c$modbus;
	info$ts = network_time();
	info$tid = headers$tid;
	info$unit = headers$uid;
	info$func = function_name(headers$function_code);
	info$pdu_type = is_orig ? "REQ" : "RESP";
	}

event modbus_message(c: connection, headers: ModbusHeaders, is_orig: bool) &priority=-5
	{
	# What exception it is comes with the next event.
	if ( headers$function_code < exceptional )
		Log::write(Modbus::LOG, c$modbus);
	}

event modbus_exception(c: connection, headers: ModbusHeaders, code: count) &priority=5
	{
	c$modbus$exception = exception_codes[code];
	}

event modbus_exception(c: connection, headers: ModbusHeaders, code: count) &priority=-5
	{
	Log::write(Modbus::LOG, c$modbus);
	delete c$modbus$exception;
	}
