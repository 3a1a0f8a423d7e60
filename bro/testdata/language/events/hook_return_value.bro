# What the body of a hook returns is dropped; only break ends the hook with F.
# expect: first
# expect: second
# expect: T
hook asked() &priority=2 { print "first"; return F; print "never"; }
hook asked() &priority=1 { print "second"; return T; }
event zeek_init() { print hook asked(); }
