# A run-time error in a hook ends that body; the others run, and so does the caller.
hook h() &priority=1 { local t: table[count] of count; print t[1]; } ### "no such index"
hook h() { print "other body"; }
event bro_init() &priority=1 { hook h(); print "caller"; }
event bro_init() { print "goes on"; }
# expect: other body
# expect: caller
# expect: goes on
