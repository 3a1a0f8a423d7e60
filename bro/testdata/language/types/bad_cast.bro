# A cast to a type that the value does not have is a run-time error.
event bro_init() &priority=2 { local a: any = "x"; print a as string; print a as count; } ### "invalid cast of value with type 'string' to type 'count'"
event bro_init() &priority=1 { print "goes on"; }
# expect: x
# expect: goes on
