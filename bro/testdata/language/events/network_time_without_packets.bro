# Without a capture network time is the wall clock at the start; before that, when globals are initialised, it is 0.
global first = network_time();
print network_time();
event bro_init() { print first, network_time(), network_time() == current_time(); }
event bro_done() { print network_time(); }
# expect: 1400000000.5
# expect: 0.0, 1400000000.5, T
# expect: 1400000000.5
