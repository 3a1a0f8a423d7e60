# network_time is that of the traffic (without any, of the wall), current_time that of the wall; current_event_time is the former.
event bro_init() { print current_time(), current_event_time() == network_time(); }
# expect: 1400000000.5, T
