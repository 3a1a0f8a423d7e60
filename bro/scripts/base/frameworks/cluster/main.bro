##! What scripts ask to find out whether they run in a cluster. This engine is
##! always alone: it has no peers.

module Cluster;

export {
	## What a process of a cluster does.
	type NodeType: enum {
		NONE,
		CONTROL,
		LOGGER,
		MANAGER,
		PROXY,
		WORKER,
		TIME_MACHINE
	};

	type Node: record {
		node_type: NodeType;
		ip: addr;
		p: port &default=0/unknown;
		interface: string &optional;
		manager: string &optional;
	};

	## The processes of the cluster. Of no effect.
	const nodes: table[string] of Node = {} &redef;

	## The name of this process in a cluster.
	const node = getenv("CLUSTER_NODE") &redef;

	## Whether this process is one of a cluster: F.
	global is_enabled: function(): bool;

	## What this process does in the cluster: NONE.
	global local_node_type: function(): NodeType;
}

function is_enabled(): bool
	{
	return F;
	}

function local_node_type(): NodeType
	{
	return NONE;
	}
