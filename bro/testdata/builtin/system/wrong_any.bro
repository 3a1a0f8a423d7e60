# A built-in function that takes any says which types it works with, and goes on.
event bro_init() &priority=5 { clear_table(5); print "on"; } ### "clear_table() requires a table/set argument"
event bro_init() &priority=4 { print sort("x"); } ### "sort() requires vector"
event bro_init() &priority=3 { print all_set(vector(T)); }
event bro_init() { print resize(1.2.3.4, 2); } ### "resize() operates on vectors"
# expect: on
# expect: x
# expect: T
# expect: 0
