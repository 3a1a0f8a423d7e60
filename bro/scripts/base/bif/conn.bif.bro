##! Builtin functions about connections and the packets that are read.

## Whether the engine still follows a connection.
global connection_exists: function(c: conn_id): bool;

## The connection with these addresses and ports. It is an error if there is
## none.
global lookup_connection: function(cid: conn_id): connection;

## Gives no more data to an analyzer of a connection.
##
## aid: the analyzer, as ``protocol_confirmation`` numbers it.
##
## Returns: whether the analyzer was at work.
global disable_analyzer: function(cid: conn_id, aid: count, err_if_no_conn: bool &default=T, prevent: bool &default=F): bool;

## Sets how long a connection may be silent.
##
## Returns: the timeout before.
global set_inactivity_timeout: function(cid: conn_id, t: interval): interval;

## Looks no further into a connection's contents.
global skip_further_processing: function(cid: conn_id): bool;

## Where packets come from.
type PacketSource: record {
	live: bool;
	path: string;
	link_type: int;
	netmask: count;
};

global packet_source: function(): PacketSource;
