# Handlers of a group are switched off and on together; a handler in two groups runs while both are on.
global e: event();
event e() &group="a" { print "a"; }
event e() &group="b" { print "b"; }
event e() &group="a" &group="b" { print "a and b"; }
event e() { print "none"; }
event bro_init() &priority=5 { print has_event_group("a"), has_event_group("c"), disable_event_group("a"); event e(); }
event bro_init() { schedule 0sec { e() }; }
event zeek_done() { print "--", disable_event_group("b"), enable_event_group("a"); event e(); print disable_event_group("c"); } ### "no such event group: c"
# expect: T, F, T
# expect: b
# expect: none
# expect: b
# expect: none
# expect: --, T, T
# expect: F
# expect: a
# expect: none
