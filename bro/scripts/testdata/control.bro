# The controllee answers with events.
@load policy/frameworks/control/controllee
@load base/frameworks/cluster

global answer = vector(4, 2);

event Control::id_value_response(id: string, val: string)
	{
	print id, val;
	}

event Control::configuration_update_response()
	{
	print "options are read", Cluster::is_enabled(), Cluster::local_node_type();
	event Control::shutdown_request();
	}

event Control::shutdown_response()
	{
	print "end";
	}

event bro_init()
	{
	event Control::id_value_request("answer");
	event Control::configuration_update_request();
	}
