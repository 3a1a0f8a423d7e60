package bro

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"brig/bro/packet"
)

// This file compiles filters of packets in the language of libpcap
// (pcap-filter(7)), for packets that have an IP datagram; all others never
// reach a filter.

// A filter tells whether a packet is wanted.
type filter func(p *packet.Packet) bool

// parseFilter compiles an expression; "" wants everything. It knows
//
//	EXPR   = EXPR ("and"|"or") EXPR | "not" EXPR | "(" EXPR ")" | TERM
//	TERM   = [DIR] "host" ADDR | [DIR] "net" NET | [tcp|udp] [DIR] ("port" N | "portrange" N-M)
//	       | "ip" | "ip6" | "tcp" | "udp" | "icmp" | "icmp6" | ("ip"|"ip6") "proto" N | "vlan" [N] | "less" N | "greater" N
//	DIR    = "src" | "dst" | "src or dst"
//
// where "and" and "or" bind equally, from the left, and a value without qualifiers has those of the one before. A test of bytes, as in
// tcp[13] & 2 != 0, is an error.
func parseFilter(text string) (filter, error) {
	text = strings.NewReplacer("(", " ( ", ")", " ) ", "!", " not ", "&&", " and ", "||", " or ").Replace(text)
	p := filterParser{words: strings.Fields(text)}
	if len(p.words) == 0 {
		return func(*packet.Packet) bool { return true }, nil
	}
	f, err := p.expr(0)
	if err == nil && p.at < len(p.words) {
		err = fmt.Errorf("syntax error at %q", p.words[p.at])
	}
	return f, err
}

type filterParser struct {
	words []string
	at    int
	last  qualifiers // of the term before
}

// The qualifiers of a value. One without any has those of the value before: port
// 80 or 443.
type qualifiers struct {
	proto     filter
	dir, kind string
}

// take goes past the next word if it is one of these.
func (p *filterParser) take(words ...string) string {
	for _, w := range words {
		if p.at < len(p.words) && p.words[p.at] == w {
			p.at++
			return w
		}
	}
	return ""
}

func (p *filterParser) word() (string, error) {
	if p.at == len(p.words) {
		return "", fmt.Errorf("syntax error: the filter ends too early")
	}
	p.at++
	return p.words[p.at-1], nil
}

func (p *filterParser) expr(depth int) (filter, error) {
	x, err := p.factor(depth)
	for err == nil {
		op := p.take("and", "or")
		if op == "" {
			return x, nil
		}
		a := x
		var b filter
		if b, err = p.factor(depth); op == "and" {
			x = func(p *packet.Packet) bool { return a(p) && b(p) }
		} else {
			x = func(p *packet.Packet) bool { return a(p) || b(p) }
		}
	}
	return nil, err
}

func (p *filterParser) factor(depth int) (filter, error) {
	const deepest = 100
	if depth > deepest {
		return nil, fmt.Errorf("the filter is nested too deep")
	}
	if p.take("not") != "" {
		x, err := p.factor(depth + 1)
		return func(p *packet.Packet) bool { return !x(p) }, err
	}
	if p.take("(") != "" {
		x, err := p.expr(depth + 1)
		if err == nil && p.take(")") == "" {
			err = fmt.Errorf("syntax error: a parenthesis is not closed")
		}
		return x, err
	}
	return p.term()
}

func isIP(version uint8) filter {
	return func(p *packet.Packet) bool { return p.Version == version }
}

func isProto(version, proto uint8) filter {
	return func(p *packet.Packet) bool { return p.Proto == proto && (version == 0 || p.Version == version) }
}

func (p *filterParser) term() (filter, error) {
	if w := p.take("less", "greater"); w != "" {
		n, err := p.number(1 << 30)
		return func(p *packet.Packet) bool { return w == "less" && p.WireLen <= n || w == "greater" && p.WireLen >= n }, err
	}
	if p.take("vlan") != "" {
		if p.at < len(p.words) && isNumber(p.words[p.at]) {
			id, err := p.number(4095)
			return func(p *packet.Packet) bool { return int(p.VLAN) == id || int(p.InnerVLAN) == id }, err
		}
		return func(p *packet.Packet) bool { return p.VLAN != 0 }, nil
	}
	if w := p.take("icmp", "icmp6"); w != "" {
		return map[string]filter{"icmp": isProto(4, packet.ProtoICMP), "icmp6": isProto(6, packet.ProtoICMPv6)}[w], nil
	}
	begin := p.at
	var proto filter
	switch p.take("ip", "ip6", "tcp", "udp") {
	case "ip":
		proto = isIP(4)
	case "ip6":
		proto = isIP(6)
	case "tcp":
		proto = isProto(0, packet.ProtoTCP)
	case "udp":
		proto = isProto(0, packet.ProtoUDP)
	}
	dir := p.take("src", "dst")
	if dir == "src" && p.at+1 < len(p.words) && p.words[p.at] == "or" && p.words[p.at+1] == "dst" {
		p.at += 2
		dir = ""
	}
	kind := p.take("host", "net", "port", "portrange", "proto")
	if kind == "" && proto != nil && dir == "" {
		return proto, nil
	}
	if p.at > begin {
		p.last = qualifiers{proto, dir, kind}
	}
	proto, dir, kind = p.last.proto, p.last.dir, p.last.kind
	value, err := p.primitive(kind, dir)
	if err != nil || proto == nil {
		return value, err
	}
	return func(p *packet.Packet) bool { return proto(p) && value(p) }, nil
}

// primitive is a kind of value and the value; an address needs no kind.
func (p *filterParser) primitive(kind, dir string) (filter, error) {
	switch kind {
	case "port":
		n, err := p.number(65535)
		return ends(dir, nil, func(port uint16) bool { return int(port) == n }), err
	case "portrange":
		w, err := p.word()
		if err != nil {
			return nil, err
		}
		lo, hi, ok := strings.Cut(w, "-")
		from, errLo := strconv.ParseUint(lo, 10, 16)
		to, errHi := strconv.ParseUint(hi, 10, 16)
		if !ok || errLo != nil || errHi != nil {
			return nil, fmt.Errorf("%q is no range of ports", w)
		}
		return ends(dir, nil, func(port uint16) bool { return uint64(port) >= from && uint64(port) <= to }), nil
	case "proto":
		n, err := p.number(255)
		return isProto(0, uint8(n)), err
	}
	w, err := p.word()
	if err != nil {
		return nil, err
	}
	if kind == "net" {
		net, err := netip.ParsePrefix(w)
		if err != nil {
			return nil, fmt.Errorf("%q is no network", w)
		}
		return ends(dir, net.Contains, nil), nil
	}
	a, err := netip.ParseAddr(w)
	if err != nil {
		if strings.Contains(w, "[") {
			return nil, fmt.Errorf("tests of bytes are not supported: %q", w)
		}
		return nil, fmt.Errorf("syntax error at %q", w)
	}
	return ends(dir, func(b netip.Addr) bool { return a == b }, nil), nil
}

func isNumber(s string) bool {
	_, err := strconv.ParseUint(s, 10, 32)
	return err == nil
}

func (p *filterParser) number(most int) (int, error) {
	w, err := p.word()
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseUint(w, 10, 32)
	if err != nil || n > uint64(most) {
		return 0, fmt.Errorf("%q is no number up to %d", w, most)
	}
	return int(n), nil
}

// ends tests the address or the port of the source, of the destination, or of either.
func ends(dir string, addr func(netip.Addr) bool, port func(uint16) bool) filter {
	test := func(a netip.Addr, n uint16) bool {
		if port != nil {
			return port(n)
		}
		return addr(a)
	}
	return func(p *packet.Packet) bool {
		if port != nil && p.Proto != packet.ProtoTCP && p.Proto != packet.ProtoUDP {
			return false
		}
		return dir != "dst" && test(p.Src(), p.SrcPort) || dir != "src" && test(p.Dst(), p.DstPort)
	}
}
