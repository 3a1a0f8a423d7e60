# return leaves one body of a hook, the others run and its value is T.
hook h() &priority=1 { print "a"; return; }
hook h() { print "b"; }
event bro_init() { print hook h(); }
# expect: a
# expect: b
# expect: T
