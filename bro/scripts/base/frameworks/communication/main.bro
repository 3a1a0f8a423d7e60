##! The names with which scripts of Bro 2 set up their peers. This engine talks
##! to no other Bro: what is set here is without effect, and
##! ``Communication::connect_peer`` says so.

module Communication;

export {
	## Where this process would listen.
	const listen_interface = 0.0.0.0 &redef;
	const listen_port = 47757/tcp &redef;
	const listen_ssl = F &redef;
	const listen_ipv6 = F &redef;

	## A peer to connect to.
	type Node: record {
		host: addr;
		p: port &optional;
		zone_id: string &optional;
		## What it sends.
		events: pattern &optional;
		connect: bool &default=T;
		retry: interval &default=0 secs;
		accept_input: bool &default=T;
		capture_filter: string &optional;
		request_logs: bool &default=F;
		auth: bool &default=F;
		class: string &optional;
		sync: bool &default=F;
		ssl: bool &default=F;
		peer: event_peer &optional;
		connected: bool &default=F;
	};

	## The peers by name.
	global nodes: table[string] of Node &redef;

	## Connects to a peer: a warning.
	global connect_peer: function(peer: string);
}

function connect_peer(peer: string)
	{
	Reporter::warning(fmt("there is no connection to peer %s: this engine talks to no other Bro", peer));
	}
