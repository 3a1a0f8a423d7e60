event bro_init() &priority=5 { clear_table(5); } ### "clear_table: an argument has the wrong type"
event bro_init() &priority=4 { print sort("x"); } ### "sort: an argument has the wrong type"
event bro_init() &priority=3 { print fmt("%s", all_set(vector(T))); }
event bro_init() { print resize(1.2.3.4, 2); } ### "resize: an argument has the wrong type"
# expect: T
