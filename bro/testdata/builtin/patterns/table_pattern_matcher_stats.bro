# table_pattern_matcher_stats tells what a table of patterns has built to look strings up.
event bro_init()
	{
	local t: table[pattern] of count = { [/a+/] = 1 };
	local before = table_pattern_matcher_stats(t);
	print before$matchers, before$dfa_states, before$mem;
	print t["aa"];
	local after = table_pattern_matcher_stats(t);
	print after$matchers, after$nfa_states > 0, after$dfa_states > 1, after$mem > 0;
	t[/b/] = 2;
	print table_pattern_matcher_stats(t)$matchers;
	local s = set(/a/);
	print "a" in s, table_pattern_matcher_stats(s)$matchers;
	}
# expect: 0, 0, 0
# expect: [1]
# expect: 1, T, T, T
# expect: 0
# expect: T, 1
