# Handlers run by falling priority; those of one priority in the order of the file.
event bro_init() { print "0 a"; }
event bro_init() &priority=-10 { print "-10"; }
event bro_init() &priority=10 { print "10"; }
event bro_init() { print "0 b"; }
event bro_init() &priority=+5 { print "5"; }
# expect: 10
# expect: 5
# expect: 0 a
# expect: 0 b
# expect: -10
