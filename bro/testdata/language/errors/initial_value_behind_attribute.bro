# An initial value stands before the attributes; behind one that takes no value it is an error.
# exit: 1
global hosts: set[addr] &redef = { 192.0.2.1 };	### "&redef takes no value; an initial value stands before the attributes"

event bro_init()
	{
	local ports: set[port] &ordered = set(22/tcp);	### "&ordered takes no value"
	print hosts, ports;
	}
