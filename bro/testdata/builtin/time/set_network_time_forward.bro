# set_network_time moves network time forward.
event bro_init() { local t = network_time(); print set_network_time(t + 100sec), network_time() - t; }
# expect: T, 1.0 min 40.0 secs
