# match_pattern tells whether, what and where (from 1) a pattern matches.
event bro_init() { print match_pattern("abcabc", /ca+/), match_pattern("abc", /x/); }
# expect: [matched=T, str=ca, off=3], [matched=F, str=, off=0]
