# table_pattern_matcher_stats of a table that nothing has been looked up in: no automaton has been built.
event bro_init() { local t: table[pattern] of count = { [/a/] = 1 }; print table_pattern_matcher_stats(t)$dfa_states; }
# expect: 0
