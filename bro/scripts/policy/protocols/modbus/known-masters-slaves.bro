##! known_modbus.log: which hosts are asked by Modbus, and which ask, told once a day.

@load base/protocols/modbus

module Known;

export {
	redef enum Log::ID += { MODBUS_LOG };

	type ModbusDeviceType: enum { MODBUS_MASTER, MODBUS_SLAVE };

	type ModbusInfo: record {
		## When the host was first seen.
		ts: time &log;
		host: addr &log;
		## Whether it asks or is asked.
		device_type: ModbusDeviceType &log;
	};

	## The hosts that are known.
	global modbus_nodes: set[addr, ModbusDeviceType] &create_expire=1 day &redef;

	## Raised with each line of the log.
	global log_known_modbus: event(rec: ModbusInfo);
}

event bro_init() &priority=5
	{
	Log::create_stream(Known::MODBUS_LOG, [$columns=ModbusInfo, $ev=log_known_modbus, $path="known_modbus"]);
	}

function found(host: addr, kind: ModbusDeviceType)
	{
	if ( [host, kind] in modbus_nodes )
		return;

	add modbus_nodes[host, kind];
	Log::write(Known::MODBUS_LOG, [$ts=network_time(), $host=host, $device_type=kind]);
	}

event modbus_message(c: connection, headers: ModbusHeaders, is_orig: bool)
	{
	found(c$id$orig_h, MODBUS_MASTER);
	found(c$id$resp_h, MODBUS_SLAVE);
	}
