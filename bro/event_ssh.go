package bro

import (
	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
)

func (e *engine) wireSSH() {
	ev := &e.events.SSHEvents
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, string)
	}{
		{"ssh_client_version", &ev.SSHClientVersion},
		{"ssh_server_version", &ev.SSHServerVersion},
	} {
		if h := e.handled(w.name, kRecord, kString); h != nil {
			*w.f = func(c *packet.Conn, version string) { h.queue(e.conn(c), interp.String(version)) }
		}
	}
	if h := e.handled("ssh2_server_host_key", kRecord, kString); h != nil {
		ev.SSHServerHostKey = func(c *packet.Conn, key []byte) { h.queue(e.conn(c), interp.String(string(key))) }
	}
	if h := e.handled("ssh1_server_host_key", kRecord, kString, kString); h != nil {
		ev.SSH1ServerHostKey = func(c *packet.Conn, modulus, exponent []byte) {
			h.queue(e.conn(c), interp.String(string(modulus)), interp.String(string(exponent)))
		}
	}
	if h := e.handled("ssh_encrypted_packet", kRecord, kBool, kCount); h != nil {
		ev.SSHEncryptedPacket = func(c *packet.Conn, isOrig bool, n uint64) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.Count(n))
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, bool)
	}{
		{"ssh_auth_attempted", &ev.SSHAuthAttempted},
		{"ssh_auth_successful", &ev.SSHAuthSuccessful},
	} {
		if h := e.handled(w.name, kRecord, kBool); h != nil {
			*w.f = func(c *packet.Conn, flag bool) { h.queue(e.conn(c), interp.Bool(flag)) }
		}
	}
	if h := e.handled("ssh_capabilities", kRecord, kString, kRecord); h != nil {
		caps := h.shape(2, "kex_algorithms", "server_host_key_algorithms", "encryption_algorithms", "mac_algorithms",
			"compression_algorithms", "languages", "is_server")
		ev.SSHCapabilities = func(c *packet.Conn, cookie []byte, m *analyzer.SSHCapabilities) {
			var v interp.Value
			if caps.t != nil {
				v = e.sshCapabilities(&caps, m)
			}
			h.queue(e.conn(c), interp.String(string(cookie)), v)
		}
	}
}

// sshCapabilities makes a record SSH::Capabilities.
func (e *engine) sshCapabilities(s *shape, m *analyzer.SSHCapabilities) interp.Value {
	r := e.in.NewRecord(s.t)
	for i, names := range [][]string{m.Kex, m.HostKey} {
		if at := s.at[i]; at >= 0 {
			s.set(r, i, stringVector(s.t.Fields[at].Type, names))
		}
	}
	for i, pair := range [][2][]string{m.Encryption, m.MAC, m.Compression, m.Languages} {
		at := s.at[2+i]
		if at < 0 {
			continue
		}
		prefs := newShape(s.t.Fields[at].Type, "client_to_server", "server_to_client")
		p := e.in.NewRecord(prefs.t)
		for j, names := range pair {
			if at := prefs.at[j]; at >= 0 {
				prefs.set(p, j, stringVector(prefs.t.Fields[at].Type, names))
			}
		}
		s.set(r, 2+i, p.Value())
	}
	s.set(r, 6, interp.Bool(m.IsServer))
	return r.Value()
}
