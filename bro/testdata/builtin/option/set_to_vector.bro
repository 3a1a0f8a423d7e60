# Option::any_set_to_any_vec lists the elements of a set.
event bro_init() { print Option::any_set_to_any_vec(set(3, 1)), |Option::any_set_to_any_vec(set())|; }
# expect: [3, 1], 0
