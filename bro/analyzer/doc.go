// Package analyzer turns connections into events: what Bro's scripts handle.
//
// # Model
//
// A Session takes the frames of a capture. It decodes them, follows their
// connections (package packet), hands streams and datagrams to the protocol
// analyzers of the connection, and these raise events. An event is a call of a
// function in the Session's Events. Each field of Events is one Bro event; its
// type has the event's arguments as plain Go values. A field that is nil costs a
// comparison: its arguments are never built. Whoever turns events into script
// values sets exactly the fields that scripts have handlers for, before the
// first packet.
//
//	var ev analyzer.Events
//	ev.NewConnection = func(c *packet.Conn) { ... }
//	ev.HTTPRequest = func(c *packet.Conn, method, uri, unescaped, version string) { ... }
//	s := analyzer.NewSession(&ev)
//	s.RegisterWellKnownPorts()
//	for {
//		err := reader.Next(&raw)
//		if err == io.EOF {
//			break
//		}
//		s.Advance(raw.Time) // timers run out, network time moves
//		s.Packet(&raw)      // events of this packet
//	}
//	s.Close() // events of all connections that are left
//
// The connection of an event is a *packet.Conn, the same for the connection's
// life; its Script field is the receiver's own. The receiver reads endpoints,
// states, sizes, history and times from it when the event is raised.
//
// Events are raised in the order things happen in the capture and never depend
// on the order of a map. []byte and slice arguments are good for the call only;
// strings may be kept. Times are nanoseconds since the Unix epoch.
//
// # Analyzers
//
// A connection gets the analyzer that is registered for its responder's port
// (RegisterPort). Without one, the first bytes of a TCP connection are looked at
// (DetectByContent). An analyzer that recognizes its protocol raises
// ProtocolConfirmation, one that cannot raises ProtocolViolation and stops.
//
// # Trace components
//
// Components lists the names of all parts of the packet path, Session.Hooks are
// called when a packet enters and leaves one.
package analyzer
