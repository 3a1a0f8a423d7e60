# global_options names all options.
module M;
option a = 1;
event bro_init() { print "M::a" in global_options(), "M::b" in global_options(); }
# expect: T, F
