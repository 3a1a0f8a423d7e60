# join_string_set puts a separator between the elements of a set, in the order in which they came.
event bro_init() { print join_string_set(set("b", "a", "c"), "+"), |join_string_set(set(), "+")|; }
# expect: b+a+c, 0
