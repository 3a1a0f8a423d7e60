##! mqtt_connect.log, mqtt_subscribe.log and mqtt_publish.log: who connects to
##! a broker, what it wants to know, and what is told. Lines are written when the
##! last acknowledgement has come, or when none will.

@load base/frameworks/analyzer
@load base/frameworks/logging
@load ./consts

module MQTT;

export {
	redef enum Log::ID += { CONNECT_LOG, SUBSCRIBE_LOG, PUBLISH_LOG };

	type SubUnsub: enum { SUBSCRIBE, UNSUBSCRIBE };

	type ConnectInfo: record {
		## When the client asked.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		proto_name: string &log &optional;
		proto_version: string &log &optional;
		client_id: string &log &optional;
		## What the server said.
		connect_status: string &log &optional;
		## What is published when the client is gone.
		will_topic: string &log &optional;
		will_payload: string &log &optional;
	};

	type SubscribeInfo: record {
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		action: SubUnsub &log;
		topics: string_vec &log;
		qos_levels: index_vec &log &optional;
		granted_qos_level: count &log &optional;
		## Whether the server has answered.
		ack: bool &log &default=F;
	};

	type PublishInfo: record {
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		from_client: bool &log;
		retain: bool &log;
		qos: string &log;
		## "ok", or how far the acknowledgements came.
		status: string &log &default="incomplete_qos";
		topic: string &log;
		payload: string &log;
		## Of the whole payload.
		payload_len: count &log;
	};

	## What waits for an acknowledgement. Messages of both sides have numbers of
	## their own.
	type State: record {
		publish: table[bool, count] of PublishInfo &default=table();
		subscribe: table[count] of SubscribeInfo &default=table();
	};

	## What may wait at once. Further messages are written as they are.
	const max_pending: count = 1000 &redef;

	## Raised with each line of mqtt_connect.log.
	global log_mqtt: event(rec: ConnectInfo);
}

redef record connection += {
	mqtt: ConnectInfo &optional;
	mqtt_state: State &optional;
};

const ports = { 1883/tcp };

redef likely_server_ports += ports;

event bro_init() &priority=5
	{
	Log::create_stream(MQTT::CONNECT_LOG, [$columns=ConnectInfo, $ev=log_mqtt, $path="mqtt_connect"]);
	Log::create_stream(MQTT::SUBSCRIBE_LOG, [$columns=SubscribeInfo, $path="mqtt_subscribe"]);
	Log::create_stream(MQTT::PUBLISH_LOG, [$columns=PublishInfo, $path="mqtt_publish"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_MQTT, ports);
	}

function state(c: connection): State
	{
	if ( ! c?$mqtt_state )
		c$mqtt_state = State();

	return c$mqtt_state;
	}

event mqtt_connect(c: connection, msg: MQTT::ConnectMsg) &priority=5
	{
	local info = ConnectInfo($ts=network_time(), $uid=c$uid, $id=c$id, $proto_name=msg$protocol_name,
	                         $proto_version=versions[msg$protocol_version], $client_id=msg$client_id);

	if ( msg?$will_topic )
		info$will_topic = msg$will_topic;

	if ( msg?$will_msg )
		info$will_payload = msg$will_msg;

	c$mqtt = info;
	}

event mqtt_connack(c: connection, msg: MQTT::ConnectAckMsg) &priority=5
	{
	if ( c?$mqtt )
		c$mqtt$connect_status = return_codes[msg$return_code];
	}

event mqtt_connack(c: connection, msg: MQTT::ConnectAckMsg) &priority=-5
	{
	if ( ! c?$mqtt )
		return;

	Log::write(MQTT::CONNECT_LOG, c$mqtt);
	delete c$mqtt;
	}

event mqtt_publish(c: connection, is_orig: bool, msg_id: count, msg: MQTT::PublishMsg) &priority=5
	{
	local info = PublishInfo($ts=network_time(), $uid=c$uid, $id=c$id, $from_client=is_orig, $retain=msg$retain,
	                         $qos=qos_levels[msg$qos], $topic=msg$topic, $payload=msg$payload, $payload_len=msg$payload_len);
	local pending = state(c)$publish;

	if ( msg$qos == 0 )
		info$status = "ok";
	else if ( |pending| < max_pending )
		{
		# The same once more is nothing new.
		if ( [is_orig, msg_id] !in pending )
			pending[is_orig, msg_id] = info;

		return;
		}

	Log::write(MQTT::PUBLISH_LOG, info);
	}

# The last acknowledgement of a message that the other side has published.
function published(c: connection, from_client: bool, msg_id: count)
	{
	local pending = state(c)$publish;

	if ( [from_client, msg_id] !in pending )
		return;

	local info = pending[from_client, msg_id];
	info$status = "ok";
	Log::write(MQTT::PUBLISH_LOG, info);
	delete pending[from_client, msg_id];
	}

event mqtt_puback(c: connection, is_orig: bool, msg_id: count) &priority=5
	{
	published(c, ! is_orig, msg_id);
	}

event mqtt_pubrec(c: connection, is_orig: bool, msg_id: count) &priority=5
	{
	if ( [! is_orig, msg_id] in state(c)$publish )
		state(c)$publish[! is_orig, msg_id]$status = "incomplete_qos_pubrec";
	}

event mqtt_pubrel(c: connection, is_orig: bool, msg_id: count) &priority=5
	{
	if ( [is_orig, msg_id] in state(c)$publish )
		state(c)$publish[is_orig, msg_id]$status = "incomplete_qos_pubrel";
	}

event mqtt_pubcomp(c: connection, is_orig: bool, msg_id: count) &priority=5
	{
	published(c, ! is_orig, msg_id);
	}

function asked(c: connection, msg_id: count, info: SubscribeInfo)
	{
	local pending = state(c)$subscribe;

	if ( |pending| < max_pending )
		pending[msg_id] = info;
	else
		Log::write(MQTT::SUBSCRIBE_LOG, info);
	}

function answered(c: connection, msg_id: count)
	{
	local pending = state(c)$subscribe;

	if ( msg_id !in pending )
		return;

	pending[msg_id]$ack = T;
	Log::write(MQTT::SUBSCRIBE_LOG, pending[msg_id]);
	delete pending[msg_id];
	}

event mqtt_subscribe(c: connection, msg_id: count, topics: string_vec, requested_qos: index_vec) &priority=5
	{
	asked(c, msg_id, SubscribeInfo($ts=network_time(), $uid=c$uid, $id=c$id, $action=SUBSCRIBE, $topics=topics, $qos_levels=requested_qos));
	}

event mqtt_suback(c: connection, msg_id: count, granted_qos: count) &priority=5
	{
	if ( msg_id in state(c)$subscribe )
		state(c)$subscribe[msg_id]$granted_qos_level = granted_qos;

	answered(c, msg_id);
	}

event mqtt_unsubscribe(c: connection, msg_id: count, topics: string_vec) &priority=5
	{
	asked(c, msg_id, SubscribeInfo($ts=network_time(), $uid=c$uid, $id=c$id, $action=UNSUBSCRIBE, $topics=topics));
	}

event mqtt_unsuback(c: connection, msg_id: count) &priority=5
	{
	answered(c, msg_id);
	}

# What nobody has answered.
event connection_state_remove(c: connection) &priority=-5
	{
	if ( c?$mqtt )
		Log::write(MQTT::CONNECT_LOG, c$mqtt);

	if ( ! c?$mqtt_state )
		return;

	for ( [from_client, msg_id] in c$mqtt_state$publish )
		Log::write(MQTT::PUBLISH_LOG, c$mqtt_state$publish[from_client, msg_id]);

	for ( msg_id in c$mqtt_state$subscribe )
		Log::write(MQTT::SUBSCRIBE_LOG, c$mqtt_state$subscribe[msg_id]);
	}
