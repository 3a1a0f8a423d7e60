package builtin

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// conversionFuncs converts between types. What cannot be read gives the zero
// of the result's type and an error message, as in Bro.
func conversionFuncs() table {
	return table{
		"to_count":               toCount,
		"to_int":                 toInt,
		"to_double":              toDouble,
		"to_bool":                toBool,
		"to_addr":                toAddr,
		"to_subnet":              toSubnet,
		"to_port":                toPort,
		"to_interval":            toInterval,
		"int_to_count":           intToCount,
		"count_to_int":           func(c call) (value, error) { return interp.Int(c.Int(0)), nil },
		"int_to_double":          func(c call) (value, error) { return double(float64(c.Int(0))) },
		"count_to_double":        func(c call) (value, error) { return double(float64(c.Count(0))) },
		"double_to_count":        doubleToCount,
		"double_to_int":          doubleToInt,
		"double_to_time":         func(c call) (value, error) { return interp.Time(c.Double(0)), nil },
		"time_to_double":         func(c call) (value, error) { return double(c.Double(0)) },
		"double_to_interval":     func(c call) (value, error) { return interp.Interval(c.Double(0)), nil },
		"interval_to_double":     func(c call) (value, error) { return double(c.Double(0)) },
		"enum_to_int":            enumToInt,
		"port_to_count":          portToCount,
		"count_to_port":          countToPort,
		"count_to_v4_addr":       countToAddr,
		"addr_to_counts":         addrToCounts,
		"counts_to_addr":         countsToAddr,
		"raw_bytes_to_v4_addr":   rawToAddr(4),
		"raw_bytes_to_v6_addr":   rawToAddr(16),
		"addr_to_ptr_name":       addrToPTR,
		"ptr_name_to_addr":       ptrToAddr,
		"addr_to_subnet":         addrToSubnet,
		"subnet_to_addr":         func(c call) (value, error) { return interp.Addr(c.Args[0].Subnet().Addr()), nil },
		"routing0_data_to_addrs": routingAddrs,
		"subnet_width":           func(c call) (value, error) { return count(c.Args[0].Subnet().Bits()) },
	}
}

// toCount reads a number as strtoull(3) does: blanks may stand before it, and
// a minus sign gives the two's complement. What is too large gives the largest.
func toCount(c call) (value, error) {
	minus, digits, ok := number(c.Str(0), c.Count(1))
	if !ok {
		c.Error("to_count: bad conversion to count: %q", c.Str(0))
		return count(0)
	}
	n, err := strconv.ParseUint(digits, int(c.Count(1)), 64)
	if err == nil && minus {
		n = -n
	}
	return count(n)
}

// toInt reads a number as strtoll(3) does.
func toInt(c call) (value, error) {
	minus, digits, ok := number(c.Str(0), c.Count(1))
	if !ok {
		c.Error("to_int: bad conversion to integer: %q", c.Str(0))
		return interp.Int(0), nil
	}
	if minus {
		digits = "-" + digits
	}
	n, _ := strconv.ParseInt(digits, int(c.Count(1)), 64)
	return interp.Int(n), nil
}

// number takes the sign, and in base 16 the prefix, off a number whose digits are all
// of the base.
func number(s string, base uint64) (minus bool, digits string, ok bool) {
	s = strings.TrimLeft(s, " \t\n\v\f\r")
	if s != "" && (s[0] == '-' || s[0] == '+') {
		minus = s[0] == '-'
		s = s[1:]
	}
	if base == 16 && len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'x' {
		s = s[2:]
	}
	if s == "" || base < 2 || base > 36 {
		return false, "", false
	}
	for i := range len(s) {
		d := uint64(99)
		switch {
		case isDigit(s[i]):
			d = uint64(s[i] - '0')
		case isAlpha(s[i]):
			d = uint64(s[i]|0x20-'a') + 10
		}
		if d >= base {
			return false, "", false
		}
	}
	return minus, s, true
}

func toDouble(c call) (value, error) {
	s := strings.TrimSpace(c.Str(0))
	d, err := strconv.ParseFloat(s, 64)
	if err != nil || strings.ContainsAny(s, "_pP") {
		c.Error("to_double: bad conversion to double: %q", c.Str(0))
		d = 0
	}
	return double(d)
}

func toBool(c call) (value, error) {
	switch strings.ToLower(c.Str(0)) {
	case "t", "true", "1", "yes":
		return boolean(true)
	case "f", "false", "0", "no":
		return boolean(false)
	}
	return none, fmt.Errorf("bad conversion to bool: %q", c.Str(0))
}

// toAddr takes leading zeros in IPv4 parts as decimal.
func toAddr(c call) (value, error) {
	s := c.Str(0)
	if strings.Count(s, ".") == 3 && !strings.Contains(s, ":") {
		parts := strings.Split(s, ".")
		for i, p := range parts {
			if t := strings.TrimLeft(p, "0"); p != "" && t == "" {
				parts[i] = "0"
			} else {
				parts[i] = t
			}
		}
		s = strings.Join(parts, ".")
	}
	v, ok := interp.ParseAddr(s)
	if !ok {
		c.Error("to_addr: failed converting string to IP address: %q", c.Str(0))
		return interp.Addr(netip.IPv6Unspecified()), nil
	}
	return v, nil
}

func toSubnet(c call) (value, error) {
	v, ok := interp.ParseSubnet(c.Str(0))
	if !ok {
		c.Error("to_subnet: failed converting string to IP prefix: %q", c.Str(0))
		return interp.Subnet(netip.PrefixFrom(netip.IPv6Unspecified(), 0)), nil
	}
	return v, nil
}

// toPort reads 53/udp.
func toPort(c call) (value, error) {
	v, ok := interp.ParsePort(c.Str(0))
	if !ok || !strings.Contains(c.Str(0), "/") {
		c.Error("to_port: wrong port format, must be /[0-9]{1,5}\\/(tcp|udp|icmp|unknown)/: %q", c.Str(0))
		return interp.Port(0, interp.UnknownPort), nil
	}
	return v, nil
}

func toInterval(c call) (value, error) {
	sec, ok := interp.ParseInterval(c.Str(0))
	if !ok {
		return none, fmt.Errorf("bad conversion to interval: %q", c.Str(0))
	}
	return interp.Interval(sec), nil
}

func enumToInt(c call) (value, error) {
	if c.Args[0].Kind() != resolve.Enum {
		c.Error("enum_to_int() requires enum value")
		return interp.Int(-1), nil
	}
	return interp.Int(c.Int(0)), nil
}

func intToCount(c call) (value, error) {
	if c.Int(0) < 0 {
		c.Error("int_to_count: bad conversion to count (%d)", c.Int(0))
		return count(0)
	}
	return count(c.Count(0))
}

func doubleToCount(c call) (value, error) {
	d := math.RoundToEven(c.Double(0))
	if !(d >= 0 && d < 1<<64) {
		c.Error("double_to_count: bad conversion to count (%v)", c.Args[0])
		return count(0)
	}
	return count(uint64(d))
}

func doubleToInt(c call) (value, error) {
	d := math.RoundToEven(c.Double(0))
	if !(d >= -1<<63 && d < 1<<63) {
		c.Error("double_to_int: bad conversion to int (%v)", c.Args[0])
		return interp.Int(0), nil
	}
	return interp.Int(int64(d)), nil
}

func portToCount(c call) (value, error) {
	num, _ := c.Args[0].Port()
	return count(num)
}

// protoOf turns a transport_proto into a protocol; the enum's order is
// unknown_transport, tcp, udp, icmp, like that of the protocols.
func protoOf(n int64) int {
	if n < interp.UnknownPort || n > interp.ICMP {
		return interp.UnknownPort
	}
	return int(n)
}

func countToPort(c call) (value, error) {
	n := c.Count(0)
	if n > math.MaxUint16 {
		c.Warn("count_to_port: bad port number %d", n)
		n = 0
	}
	return interp.Port(uint16(n), protoOf(c.Int(1))), nil
}

func countToAddr(c call) (value, error) {
	n := c.Count(0)
	if n > math.MaxUint32 {
		c.Error("count_to_v4_addr: conversion of non-IPv4 count to addr (%d)", n)
		return interp.Addr(netip.IPv4Unspecified()), nil
	}
	return interp.Addr(netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, uint32(n))))), nil
}

// addrToCounts gives an address as one (IPv4) or four counts of 32 bits.
func addrToCounts(c call) (value, error) {
	v := interp.NewVector(c.Result)
	b := c.Args[0].Addr().AsSlice()
	for i := 0; i < len(b); i += 4 {
		v.Append(interp.Count(uint64(binary.BigEndian.Uint32(b[i:]))))
	}
	return v.Value(), nil
}

func countsToAddr(c call) (value, error) {
	var b []byte
	for _, e := range c.Vector(0).Elems() {
		b = binary.BigEndian.AppendUint32(b, uint32(e.Count()))
	}
	a, ok := netip.AddrFromSlice(b)
	if !ok {
		c.Error("counts_to_addr: invalid vector size, an address has 1 or 4 counts: %s", c.Args[0])
		a = netip.IPv6Unspecified()
	}
	return interp.Addr(a), nil
}

func rawToAddr(n int) interp.Builtin {
	return func(c call) (value, error) {
		b := []byte(c.Str(0))
		if len(b) < n {
			c.Error("too short a string for a raw address of %d bytes", n)
			b = make([]byte, n)
		}
		a, _ := netip.AddrFromSlice(b[:n])
		return interp.Addr(a), nil
	}
}

// addrToPTR gives the name that reverse lookups ask for (RFC 1035 3.5, RFC 3596 2.5).
func addrToPTR(c call) (value, error) {
	a := c.Args[0].Addr()
	b := a.AsSlice()
	var parts []string
	for i := len(b) - 1; i >= 0; i-- {
		if a.Is4() {
			parts = append(parts, strconv.Itoa(int(b[i])))
		} else {
			parts = append(parts, strconv.FormatUint(uint64(b[i]&15), 16), strconv.FormatUint(uint64(b[i]>>4), 16))
		}
	}
	if a.Is4() {
		return str(strings.Join(parts, ".") + ".in-addr.arpa")
	}
	return str(strings.Join(parts, ".") + ".ip6.arpa")
}

func ptrToAddr(c call) (value, error) {
	if v, ok := parsePTR(strings.ToLower(c.Str(0))); ok {
		return v, nil
	}
	c.Error("ptr_name_to_addr: bad PTR name: %q", c.Str(0))
	if len(c.Str(0)) == len("0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa") {
		return interp.Addr(netip.IPv6Unspecified()), nil
	}
	return interp.Addr(netip.IPv4Unspecified()), nil
}

func parsePTR(s string) (value, bool) {
	if v4, ok := strings.CutSuffix(s, ".in-addr.arpa"); ok {
		parts := strings.Split(v4, ".")
		if len(parts) != 4 {
			return none, false
		}
		return interp.ParseAddr(parts[3] + "." + parts[2] + "." + parts[1] + "." + parts[0])
	}
	v6, ok := strings.CutSuffix(s, ".ip6.arpa")
	parts := strings.Split(v6, ".")
	if !ok || len(parts) != 32 {
		return none, false
	}
	var b [16]byte
	for i, p := range parts {
		if len(p) != 1 || unhex(p[0]) < 0 {
			return none, false
		}
		b[15-i/2] |= byte(unhex(p[0]) << (4 * (i % 2)))
	}
	return interp.Addr(netip.AddrFrom16(b)), true
}

func addrToSubnet(c call) (value, error) {
	a := c.Args[0].Addr()
	return interp.Subnet(netip.PrefixFrom(a, a.BitLen())), nil
}

// routingAddrs gives the addresses in the data of an IPv6 routing header of
// type 0 (RFC 2460 4.4): 4 bytes, then 16 for each.
func routingAddrs(c call) (value, error) {
	out := interp.NewVector(c.Result)
	s := c.Str(0)
	if len(s) < 4 || len(s)%16 != 4 {
		c.Warn("bad ip6_routing data length: %d", len(s))
	}
	for s = s[min(4, len(s)):]; len(s) >= 16; s = s[16:] {
		a, _ := netip.AddrFromSlice([]byte(s[:16]))
		out.Append(interp.Addr(a))
	}
	return out.Value(), nil
}

// addressFuncs asks about addresses, subnets and ports.
func addressFuncs() table {
	proto := func(want int) interp.Builtin {
		return func(c call) (value, error) {
			_, p := c.Args[0].Port()
			return boolean(p == want)
		}
	}
	return table{
		"is_v4_addr":               func(c call) (value, error) { return boolean(c.Args[0].Addr().Is4()) },
		"is_v6_addr":               func(c call) (value, error) { return boolean(!c.Args[0].Addr().Is4()) },
		"is_v4_subnet":             func(c call) (value, error) { return boolean(c.Args[0].Subnet().Addr().Is4()) },
		"is_v6_subnet":             func(c call) (value, error) { return boolean(!c.Args[0].Subnet().Addr().Is4()) },
		"is_tcp_port":              proto(interp.TCP),
		"is_udp_port":              proto(interp.UDP),
		"is_icmp_port":             proto(interp.ICMP),
		"get_port_transport_proto": portProto,
		"mask_addr":                maskAddr,
		"remask_addr":              remaskAddr,
		"is_valid_ip":              func(c call) (value, error) { _, ok := interp.ParseAddr(c.Str(0)); return boolean(ok) },
		"is_valid_subnet":          func(c call) (value, error) { _, ok := interp.ParseSubnet(c.Str(0)); return boolean(ok) },
		"parse_ftp_port":           func(c call) (value, error) { return ftpPort(c, parsePORT(c.Str(0))) },
		"parse_ftp_pasv":           func(c call) (value, error) { return ftpPort(c, parsePASV(c.Str(0))) },
		"parse_eftp_port":          func(c call) (value, error) { return ftpPort(c, parseEPRT(c.Str(0))) },
		"parse_ftp_epsv":           func(c call) (value, error) { return ftpPort(c, parseEPSV(c.Str(0))) },
		"fmt_ftp_port":             fmtFTPPort,
		"check_subnet":             checkSubnet,
		"matching_subnets":         matchingSubnets,
		"filter_subnet_table":      filterSubnets,
	}
}

func portProto(c call) (value, error) {
	_, p := c.Args[0].Port()
	return interp.Enum(c.Result, int64(p)), nil
}

func maskAddr(c call) (value, error) {
	a, n := c.Args[0].Addr(), c.Count(1)
	if n > uint64(a.BitLen()) {
		return none, fmt.Errorf("bad prefix length %d", n)
	}
	p, _ := a.Prefix(int(n))
	return interp.Subnet(p), nil
}

// remaskAddr takes the top bits of the first address and the others of the
// second; IPv4 counts its bits as the last 32 of 128.
func remaskAddr(c call) (value, error) {
	a, b, n := c.Args[0].Addr().As16(), c.Args[1].Addr().As16(), c.Count(2)
	if n > 128 {
		return none, fmt.Errorf("bad prefix length %d", n)
	}
	for i := int(n); i < 128; i++ {
		bit := byte(0x80 >> (i % 8))
		a[i/8] = a[i/8]&^bit | b[i/8]&bit
	}
	return interp.Addr(netip.AddrFrom16(a)), nil
}

// An endpoint is an address and port that an FTP command names.
type endpoint struct {
	addr netip.Addr
	port uint64
	ok   bool
}

// ftpPort makes an ftp_port record: h, p, valid.
func ftpPort(c call, e endpoint) (value, error) {
	r := c.In.NewRecord(c.Result)
	if !e.addr.IsValid() {
		e.addr = netip.IPv4Unspecified()
	}
	r.SetField("h", interp.Addr(e.addr))
	r.SetField("p", interp.Port(uint16(e.port), interp.TCP))
	r.SetField("valid", interp.Bool(e.ok))
	return r.Value(), nil
}

// parsePORT reads h1,h2,h3,h4,p1,p2 (RFC 959).
func parsePORT(s string) (e endpoint) {
	var b [6]byte
	parts := strings.Split(strings.TrimSpace(s), ",")
	if len(parts) != 6 {
		return endpoint{}
	}
	for i, p := range parts {
		n, err := strconv.ParseUint(strings.TrimSpace(p), 10, 8)
		if err != nil {
			return endpoint{}
		}
		b[i] = byte(n)
	}
	return endpoint{netip.AddrFrom4([4]byte(b[:4])), uint64(b[4])<<8 | uint64(b[5]), true}
}

// parsePASV finds the same in the text of a reply, with or without parentheses.
func parsePASV(s string) endpoint {
	if i := strings.IndexByte(s, '('); i >= 0 {
		s = s[i+1:]
	} else if i := strings.IndexAny(s, ",0123456789"); i >= 0 {
		s = s[i:]
	}
	end := 0
	for end < len(s) && (isDigit(s[end]) || s[end] == ',' || s[end] == ' ') {
		end++
	}
	return parsePORT(s[:end])
}

// parseEPRT reads |1|132.235.1.2|6275| (RFC 2428); any delimiter will do.
func parseEPRT(s string) endpoint {
	s = strings.TrimSpace(s)
	if s == "" {
		return endpoint{}
	}
	parts := strings.Split(s, s[:1])
	if len(parts) < 4 {
		return endpoint{}
	}
	a, errA := netip.ParseAddr(parts[2])
	n, errN := strconv.ParseUint(parts[3], 10, 16)
	want4 := parts[1] == "1"
	ok := errA == nil && errN == nil && (want4 || parts[1] == "2") && a.Is4() == want4 && a.Zone() == ""
	if !ok {
		return endpoint{}
	}
	return endpoint{a, n, true}
}

// parseEPSV finds (|||6446|) in the text of a reply.
func parseEPSV(s string) endpoint {
	i := strings.IndexByte(s, '(')
	if i < 0 || i+4 >= len(s) {
		return endpoint{addr: netip.IPv6Unspecified()}
	}
	s = s[i+1:]
	parts := strings.Split(s, s[:1])
	if len(parts) < 4 {
		return endpoint{addr: netip.IPv6Unspecified()}
	}
	n, err := strconv.ParseUint(parts[3], 10, 16)
	return endpoint{netip.IPv6Unspecified(), n, err == nil}
}

func fmtFTPPort(c call) (value, error) {
	a := c.Args[0].Addr()
	if !a.Is4() {
		c.Error("fmt_ftp_port: conversion of non-IPv4 address in fmt_ftp_port")
		return str("")
	}
	b := a.As4()
	p, _ := c.Args[1].Port()
	return str(fmt.Sprintf("%d,%d,%d,%d,%d,%d", b[0], b[1], b[2], b[3], p>>8, p&0xff))
}

// checkSubnet asks for exactly this subnet, not for one that holds it.
func checkSubnet(c call) (value, error) { return boolean(c.Table(1).Has(c.Args[0])) }

// matchingSubnets gives the subnets that hold the first argument, the longest
// first.
func matchingSubnets(c call) (value, error) {
	t, v := c.Table(1), interp.NewVector(c.Result)
	for _, i := range holding(c.Args[0].Subnet(), t) {
		v.Append(t.Key(i))
	}
	return v.Value(), nil
}

func filterSubnets(c call) (value, error) {
	t, out := c.Table(1), interp.NewTable(c.Args[1].Type())
	for _, i := range holding(c.Args[0].Subnet(), t) {
		var val value
		if !t.IsSet() {
			val = t.Yield(i)
		}
		out.Put(t.Keys(i), val)
	}
	return out.Value(), nil
}

// holding lists the entries of t whose key holds p, the longest first.
func holding(p netip.Prefix, t *interp.Table) []int {
	var found []int
	for i := range t.Cap() {
		if !t.Live(i) || t.Key(i).Kind() != resolve.Subnet {
			continue
		}
		if q := t.Key(i).Subnet(); q.Bits() <= p.Bits() && q.Contains(p.Addr()) {
			found = append(found, i)
		}
	}
	slices.SortFunc(found, func(a, b int) int {
		return cmp.Compare(t.Key(b).Subnet().Bits(), t.Key(a).Subnet().Bits())
	})
	return found
}
