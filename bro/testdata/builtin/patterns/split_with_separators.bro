# split_all, split_complete and split_string_all keep the separators.
event bro_init() { print split_string_all("a-b--cd", /(\-)+/), split_all("a-b", /-/)[2], split_complete("a-b", /-/)[3]; }
# expect: [a, -, b, --, cd], -, b
