package scripts_test

import (
	"context"
	"encoding/binary"
	"net"
	"strings"
	"testing"
)

// serveNames answers what scripts ask the name service, for the rest of a test, from lines
// "PTR name target" and "TXT name text"; all other names do not exist.
func serveNames(t *testing.T, text string) {
	t.Helper()
	answers := map[string]string{}
	for line := range strings.Lines(text) {
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		name, value, _ := strings.Cut(rest, " ")
		answers[kind+" "+name] = value
	}
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	before := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return net.Dial("udp", server.LocalAddr().String())
	}}
	t.Cleanup(func() {
		net.DefaultResolver = before
		server.Close()
	})
	go func() {
		b := make([]byte, 4096)
		for {
			n, from, err := server.ReadFrom(b)
			if err != nil {
				return
			}
			if reply := answerName(b[:n], answers); reply != nil {
				server.WriteTo(reply, from)
			}
		}
	}()
}

// answerName makes the reply to a question (RFC 1035 4.1).
func answerName(query []byte, answers map[string]string) []byte {
	const (
		typePTR = 12
		typeTXT = 16
	)
	var labels []string
	at := 12
	for at < len(query) && query[at] != 0 {
		n := int(query[at])
		if at+1+n > len(query) {
			return nil
		}
		labels = append(labels, string(query[at+1:at+1+n]))
		at += 1 + n
	}
	if at+5 > len(query) {
		return nil
	}
	kind := map[uint16]string{typePTR: "PTR", typeTXT: "TXT"}[binary.BigEndian.Uint16(query[at+1:])]
	value, ok := answers[kind+" "+strings.Join(labels, ".")]
	reply := append([]byte{query[0], query[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, query[12:at+5]...)
	if !ok {
		reply[3] |= 3 // no such name
		return reply
	}
	reply[7] = 1
	reply = append(reply, 0xc0, 12)
	reply = append(reply, query[at+1:at+5]...)
	reply = append(reply, 0, 0, 0, 60)
	var data []byte
	if kind == "TXT" {
		data = append([]byte{byte(len(value))}, value...)
	} else {
		for label := range strings.SplitSeq(strings.TrimSuffix(value, "."), ".") {
			data = append(append(data, byte(len(label))), label...)
		}
		data = append(data, 0)
	}
	return append(binary.BigEndian.AppendUint16(reply, uint16(len(data))), data...)
}
