package bro

import (
	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
)

func (e *engine) wireMQTT() {
	ev := &e.events.MQTTEvents
	if h := e.handled("mqtt_connect", kRecord, kRecord); h != nil {
		s := h.shape(1, "protocol_name", "protocol_version", "client_id", "keep_alive", "clean_session", "will_retain", "will_qos",
			"will_topic", "will_msg", "username", "password")
		ev.MQTTConnect = func(c *packet.Conn, m *analyzer.MQTTConnect) { h.queue(e.conn(c), e.mqttConnect(&s, m)) }
	}
	if h := e.handled("mqtt_connack", kRecord, kRecord); h != nil {
		s := h.shape(1, "return_code", "session_present")
		ev.MQTTConnAck = func(c *packet.Conn, code uint64, present bool) {
			var v interp.Value
			if s.t != nil {
				v = s.record(e.in, interp.Count(code), interp.Bool(present))
			}
			h.queue(e.conn(c), v)
		}
	}
	if h := e.handled("mqtt_publish", kRecord, kBool, kCount, kRecord); h != nil {
		s := h.shape(3, "dup", "qos", "retain", "topic", "payload", "payload_len")
		ev.MQTTPublish = func(c *packet.Conn, isOrig bool, id uint64, m *analyzer.MQTTPublish) {
			var v interp.Value
			most := analyzer.MaxMQTTMessage
			if v, ok := e.in.Global("MQTT::max_payload_size"); ok {
				most = int(min(v.Count(), analyzer.MaxMQTTMessage))
			}
			if s.t != nil {
				v = s.record(e.in, interp.Bool(m.Dup), interp.Count(m.QoS), interp.Bool(m.Retain), interp.String(m.Topic),
					interp.String(string(m.Payload[:min(len(m.Payload), most)])), interp.Count(m.PayloadLen))
			}
			h.queue(e.conn(c), interp.Bool(isOrig), interp.Count(id), v)
		}
	}
	e.wireMQTTAcks()
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn)
	}{
		{"mqtt_pingreq", &ev.MQTTPingReq},
		{"mqtt_pingresp", &ev.MQTTPingResp},
		{"mqtt_disconnect", &ev.MQTTDisconnect},
	} {
		if h := e.handled(w.name, kRecord); h != nil {
			*w.f = func(c *packet.Conn) { h.queue(e.conn(c)) }
		}
	}
}

// wireMQTTAcks sets the events of subscriptions and of what is acknowledged.
func (e *engine) wireMQTTAcks() {
	ev := &e.events.MQTTEvents
	acks := map[uint8]*handler{}
	for typ, name := range map[uint8]string{analyzer.MQTTPubAck: "mqtt_puback", analyzer.MQTTPubRec: "mqtt_pubrec",
		analyzer.MQTTPubRel: "mqtt_pubrel", analyzer.MQTTPubComp: "mqtt_pubcomp"} {
		if h := e.handled(name, kRecord, kBool, kCount); h != nil {
			acks[typ] = h
		}
	}
	if len(acks) > 0 {
		ev.MQTTAck = func(c *packet.Conn, isOrig bool, typ uint8, id uint64) {
			if h := acks[typ]; h != nil {
				h.queue(e.conn(c), interp.Bool(isOrig), interp.Count(id))
			}
		}
	}
	if h := e.handled("mqtt_subscribe", kRecord, kCount, kVector, kVector); h != nil {
		ev.MQTTSubscribe = func(c *packet.Conn, id uint64, topics []string, qos []uint64) {
			args := []interp.Value{e.conn(c), interp.Count(id)}
			if len(h.params) > 2 {
				args = append(args, stringVector(h.params[2].Type, topics))
			}
			if len(h.params) > 3 {
				args = append(args, countVector(h.params[3].Type, qos))
			}
			h.queue(args...)
		}
	}
	if h := e.handled("mqtt_suback", kRecord, kCount, kCount); h != nil {
		ev.MQTTSubAck = func(c *packet.Conn, id, granted uint64) {
			h.queue(e.conn(c), interp.Count(id), interp.Count(granted))
		}
	}
	if h := e.handled("mqtt_unsubscribe", kRecord, kCount, kVector); h != nil {
		ev.MQTTUnsubscribe = func(c *packet.Conn, id uint64, topics []string) {
			args := []interp.Value{e.conn(c), interp.Count(id)}
			if len(h.params) > 2 {
				args = append(args, stringVector(h.params[2].Type, topics))
			}
			h.queue(args...)
		}
	}
	if h := e.handled("mqtt_unsuback", kRecord, kCount); h != nil {
		ev.MQTTUnsubAck = func(c *packet.Conn, id uint64) { h.queue(e.conn(c), interp.Count(id)) }
	}
}

// mqttConnect makes a record MQTT::ConnectMsg.
func (e *engine) mqttConnect(s *shape, m *analyzer.MQTTConnect) interp.Value {
	if s.t == nil {
		return interp.Value{}
	}
	var topic, msg, user, password interp.Value
	if m.Will {
		topic, msg = interp.String(m.WillTopic), interp.String(m.WillMsg)
	}
	if m.HasUser {
		user = interp.String(m.Username)
	}
	if m.HasPassword {
		password = interp.String(m.Password)
	}
	return s.record(e.in, interp.String(m.Protocol), interp.Count(m.Version), interp.String(m.ClientID), interp.Interval(float64(m.KeepAlive)),
		interp.Bool(m.CleanSession), interp.Bool(m.WillRetain), interp.Count(m.WillQoS), topic, msg, user, password)
}
