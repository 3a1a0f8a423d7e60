##! modbus_register_change.log: holding registers whose value is another than when
##! they were last read.

@load base/protocols/modbus
@load base/utils/directions-and-hosts

module Modbus;

export {
	redef enum Log::ID += { Modbus::REGISTER_CHANGE_LOG };

	## Whose registers are remembered.
	const track_memmap: Host = ALL_HOSTS &redef;

	type MemmapInfo: record {
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## Counted from 1.
		register: count &log;
		old_val: count &log;
		new_val: count &log;
		## Since the old value was first read.
		delta: interval &log;
	};

	type RegisterValue: record {
		last_set: time;
		value: count;
	};

	## By number, from 1.
	type Registers: table[count] of RegisterValue;

	## What was last read of each host.
	global device_registers: table[addr] of Registers;

	## Raised for a register with another value.
	global changed_register: event(c: connection, register: count, old_val: count, new_val: count, delta: interval);
}

redef record Modbus::Info += {
	## The first register of the request that is not answered yet.
	track_address: count &default=0;
};

event bro_init() &priority=5
	{
	Log::create_stream(Modbus::REGISTER_CHANGE_LOG, [$columns=MemmapInfo, $path="modbus_register_change"]);
	}

event modbus_read_holding_registers_request(c: connection, headers: ModbusHeaders, start_address: count, quantity: count)
	{
	c$modbus$track_address = start_address + 1;
	}

event modbus_read_holding_registers_response(c: connection, headers: ModbusHeaders, registers: ModbusRegisters)
	{
	local host = c$id$resp_h;

	if ( ! addr_matches_host(host, track_memmap) || c$modbus$track_address == 0 )
		return;

	if ( host !in device_registers )
		device_registers[host] = table();

	local known = device_registers[host];

	for ( i in registers )
		{
		local n = c$modbus$track_address + i;

		if ( n !in known )
			{
			known[n] = RegisterValue($last_set=network_time(), $value=registers[i]);
			next;
			}

		local before = known[n];

		if ( before$value == registers[i] )
			next;

		event Modbus::changed_register(c, n, before$value, registers[i], network_time() - before$last_set);
		known[n] = RegisterValue($last_set=network_time(), $value=registers[i]);
		}

	c$modbus$track_address += |registers|;
	}

event Modbus::changed_register(c: connection, register: count, old_val: count, new_val: count, delta: interval)
	{
	Log::write(Modbus::REGISTER_CHANGE_LOG, [$ts=network_time(), $uid=c$uid, $id=c$id, $register=register,
	                                         $old_val=old_val, $new_val=new_val, $delta=delta]);
	}
