# break within a loop of a hook leaves the loop only.
hook h() { for ( i in vector(1, 2) ) break; print "after"; }
hook h() &priority=-1 { print "next"; }
event bro_init() { print hook h(); }
# expect: after
# expect: next
# expect: T
