function inner(t: table[count] of count): count { return t[3]; } ### "no such index (t[3]): 3"
global h: hook();
hook h() &priority=5 { local t: table[count] of count; inner(t); }
hook h() { print "second hook body"; }
event bro_init() { print "start"; print hook h(); print "go on"; }
event bro_init() &priority=-5 { print "still"; }
# expect: start
# expect: second hook body
# expect: T
# expect: go on
# expect: still
