# terminate asks for the end once.
event bro_init() { print bro_is_terminating(), terminate(), zeek_is_terminating(), terminate(); }
# expect: F, T, F, F
