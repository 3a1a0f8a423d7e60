# table_pattern_matcher_stats counts nothing.
event bro_init() { local t: table[pattern] of count = { [/a/] = 1 }; print table_pattern_matcher_stats(t)$dfa_states; }
# expect: 0
