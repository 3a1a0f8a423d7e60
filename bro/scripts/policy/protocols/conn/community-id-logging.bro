##! Adds to conn.log the Community ID of each connection, by which other tools know it.

@load base/protocols/conn

module CommunityID;

export {
	## A number that is mixed in, 0 to 65535: tools must agree on it.
	option seed: count = 0;

	## Whether it is written in Base64, otherwise in hexadecimal.
	option do_base64: bool = T;

	## The version of the specification.
	option version: count = 1;
}

module Conn;

export {
	redef record Conn::Info += {
		community_id: string &optional &log;
	};
}

event connection_state_remove(c: connection)
	{
	c$conn$community_id = community_id_v1(c$id, CommunityID::seed, CommunityID::do_base64);
	}
