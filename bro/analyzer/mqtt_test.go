package analyzer

import (
	"fmt"
	"strings"
	"testing"

	"brig/bro/packet"
)

func (r *record) mqtt(ev *Events) {
	ev.MQTTConnect = func(c *packet.Conn, m *MQTTConnect) { r.say("connect %+v", *m) }
	ev.MQTTConnAck = func(c *packet.Conn, code uint64, present bool) { r.say("connack %d %v", code, present) }
	ev.MQTTPublish = func(c *packet.Conn, o bool, id uint64, m *MQTTPublish) {
		r.say("publish %v %d %v %v %d %q %q %d", o, id, m.Dup, m.Retain, m.QoS, m.Topic, m.Payload[:min(len(m.Payload), 10)], m.PayloadLen)
	}
	ev.MQTTAck = func(c *packet.Conn, o bool, typ uint8, id uint64) { r.say("ack %v %d %d", o, typ, id) }
	ev.MQTTSubscribe = func(c *packet.Conn, id uint64, t []string, q []uint64) { r.say("subscribe %d %q %d", id, t, q) }
	ev.MQTTSubAck = func(c *packet.Conn, id, granted uint64) { r.say("suback %d %d", id, granted) }
	ev.MQTTUnsubscribe = func(c *packet.Conn, id uint64, t []string) { r.say("unsubscribe %d %q", id, t) }
	ev.MQTTUnsubAck = func(c *packet.Conn, id uint64) { r.say("unsuback %d", id) }
	ev.MQTTPingReq = func(c *packet.Conn) { r.say("pingreq") }
	ev.MQTTPingResp = func(c *packet.Conn) { r.say("pingresp") }
	ev.MQTTDisconnect = func(c *packet.Conn) { r.say("disconnect") }
}

const (
	mqttHello   = "\x10\x14\x00\x06MQIsdp\x03\xc2\x00\x3c\x00\x00\x00\x01u\x00\x01p"
	mqttHello4  = "\x10\x0f\x00\x04MQTT\x04\x02\x00\x3c\x00\x03ann"
	mqttWelcome = "\x20\x02\x01\x00"
)

func analyzeMQTT(t testing.TB, port uint16, piece int, turns ...turn) *record {
	r := &record{}
	ev := r.events()
	r.mqtt(ev)
	s := NewSession(ev)
	s.RegisterWellKnownPorts()
	feed(s, talk(t, port, piece, turns))
	return r
}

func TestMQTT(t *testing.T) {
	turns := []turn{{true, mqttHello}, {false, mqttWelcome}, {true, "\x82\x09\x00\x01\x00\x01a\x00\x00\x00\x02"}, {false, "\x90\x03\x00\x01\x01"},
		{false, "\x3d\x07\x00\x01a\x00\x05hi"}, {true, "\x50\x02\x00\x05"}, {true, "\xa2\x05\x00\x02\x00\x01a"}, {false, "\xb0\x02\x00\x02"},
		{true, "\xc0\x00"}, {false, "\xd0\x00"}, {true, "\xe0\x00"}}
	want := `confirm MQTT
connect {Protocol:MQIsdp ClientID: Version:3 KeepAlive:60 CleanSession:true Will:false WillRetain:false WillQoS:0 WillTopic: WillMsg: HasUser:true HasPassword:true Username:u Password:p}
connack 0 true
subscribe 1 ["a" ""] [0 2]
suback 1 1
publish false 5 true true 2 "a" "hi" 2
ack true 5 5
unsubscribe 2 ["a"]
unsuback 2
pingreq
pingresp
disconnect`
	for _, piece := range []int{0, 1} {
		if got := strings.Join(analyzeMQTT(t, 1883, piece, turns...).lines, "\n"); got != want {
			t.Errorf("pieces of %d:\n%s\nwant\n%s", piece, got, want)
		}
	}
	for _, hello := range []string{mqttHello, mqttHello4} {
		if r := analyzeMQTT(t, 4001, 0, turn{true, hello}, turn{false, mqttWelcome}); !r.has("confirm MQTT") {
			t.Errorf("not recognized: %q", r.lines)
		}
	}
}

func TestMQTTMalformed(t *testing.T) {
	const size = 1 << 20
	long := "\x30\x80\x80\x40\x00\x01a" + strings.Repeat("x", size-3)
	for _, test := range []struct{ name, data, want string }{
		{"length", "\x10\x80\x80\x80\x80\x01", "violate MQTT: malformed MQTT length"},
		{"truncated", "\x10\x03\x00\x06M", "violate MQTT: malformed MQTT message"},
		{"topic beyond the end", "\x30\x03\x00\x05a", "violate MQTT: malformed MQTT message"},
		{"type", "\xf0\x00", "violate MQTT: unknown MQTT message type 15"},
		{"version 5", "\x10\x10\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x03ann", "violate MQTT: unsupported MQTT version 5"},
		{"long message", long + "\xc0\x00", fmt.Sprintf("weird mqtt_message_too_long %d\npublish true 0 false false 0 \"a\" \"xxxxxxxxxx\" %d\npingreq", size, size-3)},
	} {
		if got := strings.Join(analyzeMQTT(t, 1883, 1400, turn{true, test.data}).lines, "\n"); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func FuzzMQTT(f *testing.F) {
	f.Add([]byte(mqttHello+"\x82\x09\x00\x01\x00\x01a\x00\x00\x00\x02"), []byte(mqttWelcome+"\x3d\x07\x00\x01a\x00\x05hi"))
	f.Fuzz(func(t *testing.T, client, server []byte) {
		r := &record{}
		ev := r.events()
		r.mqtt(ev)
		exchange(NewSession(ev), mqttProtocol(), []turn{{true, string(client)}, {false, string(server)}})
		if len(r.lines) > len(client)+len(server)+2 {
			t.Fatalf("%d events of %d bytes", len(r.lines), len(client)+len(server))
		}
	})
}
