package analyzer

import (
	"bytes"
	"fmt"

	"brig/bro/packet"
)

// MQTTEvents are raised by the MQTT analyzer: versions 3.1 and 3.1.1.
type MQTTEvents struct {
	MQTTConnect func(c *packet.Conn, m *MQTTConnect)
	MQTTConnAck func(c *packet.Conn, code uint64, sessionPresent bool)
	// MQTTPublish: id is 0 if nothing is to be acknowledged. MQTTAck is raised
	// for the steps of that, by their type.
	MQTTPublish     func(c *packet.Conn, isOrig bool, id uint64, m *MQTTPublish)
	MQTTAck         func(c *packet.Conn, isOrig bool, typ uint8, id uint64)
	MQTTSubscribe   func(c *packet.Conn, id uint64, topics []string, qos []uint64)
	MQTTSubAck      func(c *packet.Conn, id, granted uint64)
	MQTTUnsubscribe func(c *packet.Conn, id uint64, topics []string)
	MQTTUnsubAck    func(c *packet.Conn, id uint64)
	MQTTPingReq     func(c *packet.Conn)
	MQTTPingResp    func(c *packet.Conn)
	MQTTDisconnect  func(c *packet.Conn)
}

// MQTTConnect is Bro's record MQTT::ConnectMsg.
type MQTTConnect struct {
	Protocol, ClientID   string
	Version              uint64
	KeepAlive            uint64 // seconds
	CleanSession         bool
	Will, WillRetain     bool
	WillQoS              uint64
	WillTopic, WillMsg   string
	HasUser, HasPassword bool
	Username, Password   string
}

// MQTTPublish is Bro's record MQTT::PublishMsg. Payload is the beginning of it.
type MQTTPublish struct {
	Dup, Retain bool
	QoS         uint64
	Topic       string
	Payload     []byte
	PayloadLen  uint64
}

// Types of MQTT messages.
const (
	mqttConnect = 1 + iota
	mqttConnAck
	mqttPublish
	MQTTPubAck
	MQTTPubRec
	MQTTPubRel
	MQTTPubComp
	mqttSubscribe
	mqttSubAck
	mqttUnsubscribe
	mqttUnsubAck
	mqttPingReq
	mqttPingResp
	mqttDisconnect
)

// MaxMQTTMessage is how much of a message is kept. Of a longer one that is
// published the payload is cut off; others are not looked at.
const MaxMQTTMessage = 64 << 10

func mqttProtocol() *protocol {
	return &protocol{
		name:      "MQTT",
		component: componentMQTT,
		ports:     tcpPorts(1883),
		newStream: func(b base) streamAnalyzer { return &mqttAnalyzer{base: b} },
		detect:    detectMQTT,
	}
}

// detectMQTT recognizes a client by the name in its first message.
func detectMQTT(orig bool, head []byte) match {
	if !orig {
		return prefix(head, []byte{mqttConnAck << 4, 2})
	}
	switch m := prefix(head, []byte{mqttConnect << 4}); {
	case m != yes:
		return m
	case len(head) < 10:
		return maybe
	case bytes.Contains(head[2:10], []byte("\x00\x04MQTT")) || bytes.Contains(head[2:min(len(head), 13)], []byte("\x00\x06MQIs")):
		return yes
	}
	return no
}

type mqttAnalyzer struct {
	base
	sides   [2]mqttSide // responder, originator
	stopped bool
}

type mqttSide struct {
	head  []byte // of a message, as long as its length is not known
	body  []byte
	whole uint64 // length of the body
	seen  uint64
	in    bool // within a body
}

func (a *mqttAnalyzer) end(bool) {}
func (a *mqttAnalyzer) done()    {}

func (a *mqttAnalyzer) gap(orig bool, n uint64) { a.stopped = true }

func (a *mqttAnalyzer) fail(why string) {
	a.stopped = true
	a.violate(why)
}

func (a *mqttAnalyzer) stream(orig bool, data []byte) {
	s := &a.sides[side(orig)]
	for len(data) > 0 && !a.stopped && !a.f.disabled {
		if !s.in {
			s.head = append(s.head, data[0])
			data = data[1:]
			switch n, ok, bad := s.length(); {
			case bad:
				a.fail("malformed MQTT length")
				return
			case ok:
				s.in, s.whole, s.seen, s.body = true, n, 0, s.body[:0]
			default:
				continue
			}
		}
		n := min(uint64(len(data)), s.whole-s.seen)
		if room := MaxMQTTMessage - len(s.body); room > 0 {
			s.body = append(s.body, data[:min(n, uint64(room))]...)
		}
		s.seen += n
		data = data[n:]
		if s.seen < s.whole {
			continue
		}
		typ, flags := s.head[0]>>4, s.head[0]&0x0f
		s.in, s.head = false, s.head[:0]
		if s.whole > MaxMQTTMessage {
			a.weird("mqtt_message_too_long", fmt.Sprint(s.whole))
			if typ != mqttPublish {
				continue
			}
		}
		o := &octets{rest: s.body}
		a.message(orig, typ, flags, o, s.whole)
		if o.short && !a.stopped {
			a.fail("malformed MQTT message")
		}
	}
}

// length reads the length behind the first byte: seven bits a byte, the lower first.
func (s *mqttSide) length() (n uint64, ok, bad bool) {
	for i, b := range s.head[1:] {
		n |= uint64(b&0x7f) << (7 * i)
		if b&0x80 == 0 {
			return n, true, false
		}
	}
	return 0, false, len(s.head) > 4
}

// counted is a text with its length.
func (o *octets) counted() string { return string(o.take(int(o.u16()))) }

func (a *mqttAnalyzer) message(orig bool, typ, flags uint8, o *octets, whole uint64) {
	ev, c := a.ev, a.c
	switch typ {
	case mqttConnect:
		a.connect(o)
	case mqttConnAck:
		present, code := o.u8(), o.u8()
		if !o.short && ev.MQTTConnAck != nil {
			ev.MQTTConnAck(c, uint64(code), present&1 != 0)
		}
	case mqttPublish:
		a.publish(orig, flags, o, whole)
	case MQTTPubAck, MQTTPubRec, MQTTPubRel, MQTTPubComp:
		if id := uint64(o.u16()); !o.short && ev.MQTTAck != nil {
			ev.MQTTAck(c, orig, typ, id)
		}
	case mqttSubscribe, mqttUnsubscribe:
		a.topics(typ, o)
	case mqttSubAck:
		id, granted := uint64(o.u16()), uint64(o.u8())
		if !o.short && ev.MQTTSubAck != nil {
			ev.MQTTSubAck(c, id, granted)
		}
	case mqttUnsubAck:
		if id := uint64(o.u16()); !o.short && ev.MQTTUnsubAck != nil {
			ev.MQTTUnsubAck(c, id)
		}
	case mqttPingReq, mqttPingResp, mqttDisconnect:
		f := ev.MQTTPingReq
		if typ == mqttPingResp {
			f = ev.MQTTPingResp
		} else if typ == mqttDisconnect {
			f = ev.MQTTDisconnect
		}
		if f != nil {
			f(c)
		}
	default:
		a.fail(fmt.Sprintf("unknown MQTT message type %d", typ))
	}
}

func (a *mqttAnalyzer) connect(o *octets) {
	m := &MQTTConnect{Protocol: o.counted(), Version: uint64(o.u8())}
	flags := o.u8()
	m.KeepAlive = uint64(o.u16())
	if !o.short && m.Version > 4 {
		a.fail(fmt.Sprintf("unsupported MQTT version %d", m.Version))
		return
	}
	m.ClientID = o.counted()
	m.CleanSession = flags&0x02 != 0
	if m.Will = flags&0x04 != 0; m.Will {
		m.WillTopic, m.WillMsg = o.counted(), o.counted()
	}
	m.WillQoS, m.WillRetain = uint64(flags>>3&3), flags&0x20 != 0
	if m.HasUser = flags&0x80 != 0; m.HasUser {
		m.Username = o.counted()
	}
	if m.HasPassword = flags&0x40 != 0; m.HasPassword {
		m.Password = o.counted()
	}
	if o.short {
		return
	}
	a.confirm()
	if a.ev.MQTTConnect != nil {
		a.ev.MQTTConnect(a.c, m)
	}
}

func (a *mqttAnalyzer) publish(orig bool, flags uint8, o *octets, whole uint64) {
	m := &MQTTPublish{Dup: flags&8 != 0, QoS: uint64(flags >> 1 & 3), Retain: flags&1 != 0, Topic: o.counted()}
	head := 2 + uint64(len(m.Topic))
	var id uint64
	if m.QoS > 0 {
		id = uint64(o.u16())
		head += 2
	}
	if o.short || a.ev.MQTTPublish == nil {
		return
	}
	m.Payload, m.PayloadLen = o.rest, whole-head
	a.ev.MQTTPublish(a.c, orig, id, m)
}

func (a *mqttAnalyzer) topics(typ uint8, o *octets) {
	id := uint64(o.u16())
	var topics []string
	var qos []uint64
	for len(o.rest) > 0 && !o.short {
		topics = append(topics, o.counted())
		if typ == mqttSubscribe {
			qos = append(qos, uint64(o.u8()&3))
		}
	}
	switch {
	case o.short:
	case typ == mqttSubscribe && a.ev.MQTTSubscribe != nil:
		a.ev.MQTTSubscribe(a.c, id, topics, qos)
	case typ == mqttUnsubscribe && a.ev.MQTTUnsubscribe != nil:
		a.ev.MQTTUnsubscribe(a.c, id, topics)
	}
}
