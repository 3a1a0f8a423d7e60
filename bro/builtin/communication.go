package builtin

import "brig/bro/interp"

// communicationFuncs is the family through which Bro 2 talked to other Bros,
// kept its state from run to run and recorded events. This engine does none of
// that: the functions are there so that scripts that call them load, do nothing, and say
// with F that they did not.
func communicationFuncs() table {
	t := table{
		"connect":               func(call) (value, error) { return count(0) },
		"enable_communication":  nothing,
		"suspend_state_updates": nothing,
		"resume_state_updates":  nothing,
		"disable_print_hook":    nothing,
		// All events with handlers are raised, and nobody sees those without.
	}
	for _, name := range []string{
		"listen", "terminate_communication", "complete_handshake", "disconnect", "send_id", "send_state", "send_ping",
		"send_current_packet", "send_capture_filter", "set_accept_state", "set_compression_level", "request_remote_events",
		"request_remote_logs", "request_remote_sync", "checkpoint_state", "dump_config", "rescan_state",
		"capture_events", "capture_state_updates",
	} {
		t[name] = refuse
	}
	return t
}

func nothing(call) (value, error) { return none, nil }
func refuse(call) (value, error)  { return interp.Bool(false), nil }
