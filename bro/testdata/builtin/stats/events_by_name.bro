# get_event_handler_stats says how often each event was dispatched.
global e: event(n: count);
event e(n: count) { }
event bro_init() { event e(1); event e(2); }
event zeek_done() { for ( s in get_event_handler_stats() ) if ( s$name == "e" ) print s; }
# expect: [name=e, times_called=2]
