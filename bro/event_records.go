package bro

import (
	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// This file raises the events of protocols whose messages are records of many parts.

// A recordEvent is an event and the kinds of its parameters behind the connection.
type recordEvent struct {
	name   string
	params []resolve.Kind
}

var smbEvents = []recordEvent{
	{"smb1_message", []resolve.Kind{kRecord, kBool}},
	{"smb1_error", []resolve.Kind{kRecord, kBool}},
	{"smb1_negotiate_request", []resolve.Kind{kRecord, kVector}},
	{"smb1_negotiate_response", []resolve.Kind{kRecord, kRecord}},
	{"smb1_session_setup_andx_request", []resolve.Kind{kRecord, kRecord}},
	{"smb1_session_setup_andx_response", []resolve.Kind{kRecord, kRecord}},
	{"smb1_logoff_andx", []resolve.Kind{kRecord, kBool}},
	{"smb1_tree_connect_andx_request", []resolve.Kind{kRecord, kString, kString}},
	{"smb1_tree_connect_andx_response", []resolve.Kind{kRecord, kString, kString}},
	{"smb1_tree_disconnect", []resolve.Kind{kRecord, kBool}},
	{"smb1_nt_create_andx_request", []resolve.Kind{kRecord, kString}},
	{"smb1_nt_create_andx_response", []resolve.Kind{kRecord, kCount, kCount, kRecord}},
	{"smb1_close_request", []resolve.Kind{kRecord, kCount}},
	{"smb1_close_response", []resolve.Kind{kRecord}},
	{"smb1_read_andx_request", []resolve.Kind{kRecord, kCount, kCount, kCount}},
	{"smb1_write_andx_request", []resolve.Kind{kRecord, kCount, kCount, kCount}},

	{"smb2_message", []resolve.Kind{kRecord, kBool}},
	{"smb2_transform_header", []resolve.Kind{kRecord}},
	{"smb2_negotiate_request", []resolve.Kind{kRecord, kVector}},
	{"smb2_negotiate_response", []resolve.Kind{kRecord, kRecord}},
	{"smb2_session_setup_request", []resolve.Kind{kRecord, kRecord}},
	{"smb2_session_setup_response", []resolve.Kind{kRecord, kRecord}},
	{"smb2_logoff_request", []resolve.Kind{kRecord}},
	{"smb2_logoff_response", []resolve.Kind{kRecord}},
	{"smb2_tree_connect_request", []resolve.Kind{kRecord, kString}},
	{"smb2_tree_connect_response", []resolve.Kind{kRecord, kRecord}},
	{"smb2_tree_disconnect_request", []resolve.Kind{kRecord}},
	{"smb2_tree_disconnect_response", []resolve.Kind{kRecord}},
	{"smb2_create_request", []resolve.Kind{kRecord, kRecord}},
	{"smb2_create_response", []resolve.Kind{kRecord, kRecord}},
	{"smb2_close_request", []resolve.Kind{kRecord, kRecord}},
	{"smb2_close_response", []resolve.Kind{kRecord, kRecord}},
	{"smb2_read_request", []resolve.Kind{kRecord, kRecord, kCount, kCount}},
	{"smb2_write_request", []resolve.Kind{kRecord, kRecord, kCount, kCount}},
	{"smb2_write_response", []resolve.Kind{kRecord, kCount}},
	{"smb2_file_rename", []resolve.Kind{kRecord, kRecord, kString}},
	{"smb2_file_delete", []resolve.Kind{kRecord, kRecord, kBool}},
	{"smb2_file_sattr", []resolve.Kind{kRecord, kRecord, kRecord, kRecord}},
}

var krbEvents = []recordEvent{
	{"krb_as_request", []resolve.Kind{kRecord}},
	{"krb_as_response", []resolve.Kind{kRecord}},
	{"krb_tgs_request", []resolve.Kind{kRecord}},
	{"krb_tgs_response", []resolve.Kind{kRecord}},
	{"krb_ap_request", []resolve.Kind{kRecord, kRecord}},
	{"krb_ap_response", nil},
	{"krb_error", []resolve.Kind{kRecord}},
}

var ntlmEvents = []recordEvent{
	{"gssapi_neg_result", []resolve.Kind{kCount}},
	{"ntlm_negotiate", []resolve.Kind{kRecord}},
	{"ntlm_challenge", []resolve.Kind{kRecord}},
	{"ntlm_authenticate", []resolve.Kind{kRecord}},
}

func (e *engine) wireRecords() {
	e.events.NTLM = e.recordHandlers(ntlmEvents)
	e.events.SMB = e.recordHandlers(smbEvents)
	e.events.KRB = e.recordHandlers(krbEvents)
}

// recordHandlers are those of the events that scripts handle.
func (e *engine) recordHandlers(events []recordEvent) map[string]func(*packet.Conn, ...any) {
	handlers := map[string]func(*packet.Conn, ...any){}
	for _, w := range events {
		h := e.handled(w.name, append([]resolve.Kind{kRecord}, w.params...)...)
		if h == nil {
			continue
		}
		handlers[w.name] = func(c *packet.Conn, args ...any) {
			values := []interp.Value{e.conn(c)}
			for _, a := range args[:min(len(args), len(h.params)-1)] {
				values = append(values, e.recordValue(h.params[len(values)].Type, a))
			}
			h.queue(values...)
		}
	}
	return handlers
}

// recordValue makes the value of a type from the parts of an analyzer.Record.
func (e *engine) recordValue(t *resolve.Type, v any) interp.Value {
	switch v := v.(type) {
	case uint64:
		return interp.Count(v)
	case bool:
		return interp.Bool(v)
	case string:
		return interp.String(v)
	case analyzer.Time:
		return interp.Time(float64(v))
	case analyzer.Record:
		if t.Kind != resolve.Record {
			return interp.Value{} // a handler that takes anything
		}
		r := e.in.NewRecord(t)
		for _, f := range v {
			if field := t.Field(f.Name); field != nil {
				r.SetAt(field.Index, e.recordValue(field.Type, f.Value))
			}
		}
		return r.Value()
	}
	if numbers, ok := v.([]uint64); ok && t.Kind == resolve.Set {
		set := interp.NewTable(t)
		for _, n := range numbers {
			set.Put([]interp.Value{interp.Count(n)}, interp.Value{})
		}
		return set.Value()
	}
	list := interp.NewVector(t)
	switch v := v.(type) {
	case []uint64:
		for _, n := range v {
			list.Append(interp.Count(n))
		}
	case []string:
		for _, s := range v {
			list.Append(interp.String(s))
		}
	case []analyzer.Record:
		for _, r := range v {
			list.Append(e.recordValue(t.Elem, r))
		}
	}
	return list.Value()
}
