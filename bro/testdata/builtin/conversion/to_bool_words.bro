# to_bool takes the words for true and false.
event bro_init() { print to_bool("T"), to_bool("false"), to_bool("1"), to_bool("no"), to_bool("True"); }
# expect: T, F, T, F, T
