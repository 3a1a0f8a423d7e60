package analyzer

import (
	"crypto/aes"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"brig/bro/packet"
)

// quicSeal makes a first packet with these frames.
func quicSeal(t testing.TB, version uint32, orig bool, id, frames []byte, number byte) []byte {
	t.Helper()
	v, ok := versionOfQUIC(version)
	if !ok {
		t.Fatalf("no version %#x", version)
	}
	keys, err := quicKeys(v, id)
	if err != nil {
		t.Fatal(err)
	}
	k := keys[side(orig)]
	dst := id
	if !orig {
		dst = nil // clients need none
	}
	header := binary.BigEndian.AppendUint32([]byte{0xc0 | (quicInitial+v.shift)<<4}, version)
	header = append(append(header, byte(len(dst))), dst...)
	header = append(header, 0, 0) // no source identifier, no token
	frames = append(slices.Clone(frames), make([]byte, max(0, 40-len(frames)))...)
	header = binary.BigEndian.AppendUint16(header, uint16(1+len(frames)+16)|0x4000)
	at := len(header)
	header = append(header, number)
	nonce := slices.Clone(k.iv)
	nonce[len(nonce)-1] ^= number
	b := k.aead.Seal(slices.Clone(header), nonce, frames, header)
	var mask [aes.BlockSize]byte
	k.header.Encrypt(mask[:], b[at+4:at+20])
	b[0] ^= mask[0] & 0x0f
	b[at] ^= mask[1]
	return b
}

// crypto is a frame of handshake messages.
func crypto(at int, data []byte) []byte {
	b := binary.BigEndian.AppendUint16([]byte{quicCRYPTO}, uint16(at)|0x4000)
	return append(binary.BigEndian.AppendUint16(b, uint16(len(data))|0x4000), data...)
}

// quicHellos are the client's and the server's, without records.
func quicHellos(t testing.TB) (client, server []byte) {
	turns := handshake(t, &tls.Config{ServerName: "www.example", InsecureSkipVerify: true, NextProtos: []string{"h3"}},
		&tls.Config{Certificates: []tls.Certificate{certificate(t)}, NextProtos: []string{"h3"}})
	return []byte(turns[0].data)[sslHeader:], []byte(turns[1].data)[sslHeader:]
}

// Keys of RFC 9001 A.1.
func TestQUICKeys(t *testing.T) {
	v, _ := versionOfQUIC(quicV1)
	keys, err := quicKeys(v, []byte("\x83\x94\xc8\xf0\x3e\x51\x57\x08"))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"0ac1493ca1905853b0bba03e", "fa044b2f42a3fd3b46fb255c"} {
		if got := hex.EncodeToString(keys[i].iv); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestQUIC(t *testing.T) {
	client, server := quicHellos(t)
	id := []byte("identity")
	middle := len(client) / 2
	ack := []byte{quicACK, 0, 0, 0, 0}
	for _, version := range []uint32{quicV1, quicV2, quicDraft + 29} {
		v := &conversation{t: t, sport: 4000, dport: 40001}
		// The hello comes in pieces, the later one first.
		v.udp(true, quicSeal(t, version, true, id, append(crypto(middle, client[middle:]), quicPing), 0))
		v.udp(true, quicSeal(t, version, true, id, crypto(0, client[:middle]), 1))
		v.udp(false, append(quicSeal(t, version, false, id, append(ack, crypto(0, server)...), 0), 0x40, 'x'))
		v.udp(true, []byte("\x40encrypted"))
		r := analyzeTLS(v.frames)
		if got := r.history(); got != "Cs" {
			t.Errorf("version %#x: history %s", version, got)
		}
		r.wants(t, "QUIC", "confirm QUIC", `client names ["www.example"]`, "server versions [0x304]", "confirm SSL")
	}
}

// A server may first ask the client to come back with another identifier.
func TestQUICRetry(t *testing.T) {
	client, server := quicHellos(t)
	v := &conversation{t: t, sport: 4000, dport: 443}
	v.udp(true, quicSeal(t, quicV1, true, []byte("identity"), crypto(0, client), 0))
	v.udp(false, []byte("\xf0\x00\x00\x00\x01\x00\x08otheroneand a token, and its checksum"))
	v.udp(true, quicSeal(t, quicV1, true, []byte("otherone"), crypto(0, client), 1))
	v.udp(false, quicSeal(t, quicV1, false, []byte("otherone"), crypto(0, server), 0))
	if r := analyzeTLS(v.frames); r.history() != "Cs" || !r.has("confirm SSL") {
		t.Errorf("got\n%s", strings.Join(r.lines, "\n"))
	}
}

func TestQUICOdd(t *testing.T) {
	client, _ := quicHellos(t)
	id := []byte("identity")
	hello := quicSeal(t, quicV1, true, id, crypto(0, client), 0)
	spoiled := slices.Clone(hello)
	spoiled[len(spoiled)-1]++
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"spoiled":            {spoiled, "violate QUIC: the first packet is protected in another way"},
		"too far":            {quicSeal(t, quicV1, true, id, append([]byte{quicCRYPTO, 0xbf, 0xff, 0xff, 0xff, 1}, 'x'), 0), "weird QUIC_too_much_crypto"},
		"frames without end": {quicSeal(t, quicV1, true, id, []byte{quicACK, 0, 0, 0x80, 0xff, 0xff, 0xff}, 0), "confirm QUIC"},
		"cut off":            {hello[:len(hello)-1], ""},
	} {
		v := &conversation{t: t, sport: 4000, dport: 40001}
		v.udp(true, test.data)
		r := analyzeTLS(v.frames)
		if test.want == "" && len(r.lines) > 0 || test.want != "" && !r.has(test.want) {
			t.Errorf("%s: got %q", name, r.lines)
		}
	}
}

func FuzzQUIC(f *testing.F) {
	client, server := quicHellos(f)
	f.Add(crypto(0, client), crypto(0, server), []byte("\xc0\x00\x00\x00\x01\x08identity\x00\x00\x40\x20"))
	f.Add([]byte{quicACKECN, 0, 0, 1, 0, 0, 0}, crypto(5, []byte("x")), []byte{})
	f.Fuzz(func(t *testing.T, client, server, raw []byte) {
		if len(client) > 1200 || len(server) > 1200 {
			return
		}
		r := &record{}
		ev := r.events()
		r.ssl(ev)
		s := NewSession(ev)
		r.files(s.Files)
		a := newQUIC(base{s, ev, &packet.Conn{Proto: packet.ProtoUDP}, &instance{proto: quicProtocol()}}).(*quicAnalyzer)
		id := []byte("identity")
		a.datagram(true, quicSeal(t, quicV1, true, id, client, 0))
		a.datagram(false, quicSeal(t, quicV1, false, id, server, 0))
		a.datagram(true, raw)
		a.datagram(false, raw)
		detectQUIC(raw)
		s.Close()
	})
}
