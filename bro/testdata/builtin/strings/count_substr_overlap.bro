# count_substr counts occurrences, and overlapping ones if asked.
event bro_init() { print count_substr("aaaa", "aa"), count_substr("aaaa", "aa", T), count_substr("abc", "x"), count_substr("", "x"), count_substr("abc", ""); }
# expect: 2, 3, 0, 0, 0
