package bro

import (
	"net"
	"net/netip"

	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// This file raises the events by which hosts find each other: those of ICMPv6, and ARP.

// neighborOptions makes the vector icmp6_nd_options.
type neighborOptions struct {
	e              *engine
	t              *resolve.Type
	option, prefix shape
	context        func(*analyzer.ICMPContext) interp.Value
}

// neighborOptions are those of a parameter.
func (e *engine) neighborOptions(h *handler, param int) neighborOptions {
	o := neighborOptions{e: e}
	if param >= len(h.params) {
		return o
	}
	o.t = h.params[param].Type
	o.option = newShape(o.t.Elem, "otype", "len", "link_address", "prefix", "redirect", "mtu", "payload")
	fieldType := func(name string) *resolve.Type {
		if f := o.t.Elem.Field(name); f != nil {
			return f.Type
		}
		return nil
	}
	o.prefix = newShape(fieldType("prefix"), "prefix_len", "L_flag", "A_flag", "valid_lifetime", "preferred_lifetime", "prefix")
	o.context = e.contextOf(newShape(fieldType("redirect"), contextFields[:]...))
	return o
}

func (o *neighborOptions) vector(opts []analyzer.ICMPOption) interp.Value {
	if o.t == nil {
		return interp.Value{}
	}
	list := interp.NewVector(o.t)
	for i := range opts {
		opt := &opts[i]
		r := o.option.new(o.e.in, 0)
		set := func(field int, v interp.Value) { o.option.set(r, field, v) }
		set(0, interp.Count(opt.Type))
		set(1, interp.Count(opt.Len))
		switch {
		case opt.LinkAddress != nil:
			set(2, interp.String(string(opt.LinkAddress)))
		case opt.Prefix != nil && o.prefix.t != nil:
			p := opt.Prefix
			set(3, o.prefix.record(o.e.in, interp.Count(p.Length), interp.Bool(p.OnLink), interp.Bool(p.Auto),
				interp.Interval(p.Valid.Seconds()), interp.Interval(p.Preferred.Seconds()), interp.Addr(p.Prefix)))
		case opt.Redirect != nil:
			set(4, o.context(opt.Redirect))
		case opt.Payload != nil:
			set(6, interp.String(string(opt.Payload)))
		default:
			set(5, interp.Count(opt.MTU))
		}
		list.Append(r.Value())
	}
	return list.Value()
}

// wireNeighbors sets the events of neighbor discovery.
func (e *engine) wireNeighbors() {
	const kInterval, kVector = resolve.Interval, resolve.Vector
	ev := &e.events.DatagramEvents
	if h := e.handled("icmp_router_solicitation", kRecord, kRecord, kVector); h != nil {
		info, options := e.icmpInfo(h), e.neighborOptions(h, 2)
		ev.ICMPRouterSolicitation = func(c *packet.Conn, m analyzer.ICMP, opts []analyzer.ICMPOption) {
			h.queue(e.conn(c), info.record(c, &m), options.vector(opts))
		}
	}
	if h := e.handled("icmp_router_advertisement", kRecord, kRecord, kCount, kBool, kBool, kBool, kCount, kBool, kCount,
		kInterval, kInterval, kInterval, kVector); h != nil {
		info, options := e.icmpInfo(h), e.neighborOptions(h, 12)
		ev.ICMPRouterAdvertisement = func(c *packet.Conn, m analyzer.ICMP, r *analyzer.ICMPRouter, opts []analyzer.ICMPOption) {
			h.queue(e.conn(c), info.record(c, &m), interp.Count(r.HopLimit), interp.Bool(r.Managed), interp.Bool(r.Other),
				interp.Bool(r.HomeAgent), interp.Count(r.Preference), interp.Bool(r.Proxy), interp.Count(r.Reserved),
				interp.Interval(r.Lifetime.Seconds()), interp.Interval(r.Reachable.Seconds()),
				interp.Interval(r.Retransmit.Seconds()), options.vector(opts))
		}
	}
	if h := e.handled("icmp_neighbor_solicitation", kRecord, kRecord, kAddr, kVector); h != nil {
		info, options := e.icmpInfo(h), e.neighborOptions(h, 3)
		ev.ICMPNeighborSolicitation = func(c *packet.Conn, m analyzer.ICMP, target netip.Addr, opts []analyzer.ICMPOption) {
			h.queue(e.conn(c), info.record(c, &m), interp.Addr(target), options.vector(opts))
		}
	}
	if h := e.handled("icmp_neighbor_advertisement", kRecord, kRecord, kBool, kBool, kBool, kAddr, kVector); h != nil {
		info, options := e.icmpInfo(h), e.neighborOptions(h, 6)
		ev.ICMPNeighborAdvertisement = func(c *packet.Conn, m analyzer.ICMP, router, solicited, override bool, target netip.Addr, opts []analyzer.ICMPOption) {
			h.queue(e.conn(c), info.record(c, &m), interp.Bool(router), interp.Bool(solicited), interp.Bool(override),
				interp.Addr(target), options.vector(opts))
		}
	}
	if h := e.handled("icmp_redirect", kRecord, kRecord, kAddr, kAddr, kVector); h != nil {
		info, options := e.icmpInfo(h), e.neighborOptions(h, 4)
		ev.ICMPRedirect = func(c *packet.Conn, m analyzer.ICMP, target, dest netip.Addr, opts []analyzer.ICMPOption) {
			h.queue(e.conn(c), info.record(c, &m), interp.Addr(target), interp.Addr(dest), options.vector(opts))
		}
	}
}

// wireARP sets the events of ARP.
func (e *engine) wireARP() {
	request := e.handled("arp_request", kString, kString, kAddr, kString, kAddr, kString)
	reply := e.handled("arp_reply", kString, kString, kAddr, kString, kAddr, kString)
	bad := e.handled("bad_arp", kAddr, kString, kAddr, kString, kString)
	if request == nil && reply == nil && bad == nil {
		return
	}
	hardware := func(b []byte) interp.Value { return interp.String(net.HardwareAddr(b).String()) }
	e.events.ARP = func(a *packet.ARP) {
		sender, target := interp.Addr(a.Sender), interp.Addr(a.Target)
		h := reply
		if a.Request {
			h = request
		}
		switch {
		case a.Wrong != "":
			if bad != nil {
				bad.queue(sender, hardware(a.SenderHW), target, hardware(a.TargetHW), interp.String(a.Wrong))
			}
		case h != nil:
			h.queue(hardware(a.SrcMAC), hardware(a.DstMAC), sender, hardware(a.SenderHW), target, hardware(a.TargetHW))
		}
	}
}
