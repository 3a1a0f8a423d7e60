# Events that the engine raises.
global zeek_init: event();
global zeek_done: event();
global reporter_error: event(t: time, msg: string, location: string);
