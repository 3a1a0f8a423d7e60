# Too few arguments for a format are an error of the handler.
event bro_init() { print fmt("%d %d", 1); print "not reached"; } ### "fmt: too few arguments for the format \"%d %d\""
event bro_init() &priority=-1 { print "on"; }
# expect: on
