##! Events with which another process would look into this one and stop it. This
##! engine has no peers; scripts may raise the events themselves, with
##! policy/frameworks/control/controllee handling them.

module Control;

export {
	## A process to talk to, a command for it and its argument; of no effect.
	const host = 0.0.0.0 &redef;
	const host_port = 0/tcp &redef;
	const cmd = "" &redef;
	const arg = "" &redef;

	## The commands.
	const commands: set[string] = {
		"id_value",
		"peer_status",
		"net_stats",
		"configuration_update",
		"shutdown",
	} &redef;

	## Asks for the value of a variable ...
	global id_value_request: event(id: string);
	## ... which is here as text.
	global id_value_response: event(id: string, val: string);

	## The same for the peers.
	global peer_status_request: event();
	global peer_status_response: event(s: string);

	## The same for counts of packets.
	global net_stats_request: event();
	global net_stats_response: event(s: string);

	## Raised when options should be read again ...
	global configuration_update_request: event();
	## ... when scripts should act upon that ...
	global configuration_update: event();
	## ... and when all is done.
	global configuration_update_response: event();

	## Ends the run.
	global shutdown_request: event();
	global shutdown_response: event();
}
