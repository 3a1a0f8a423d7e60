# merge_pattern matches what either pattern does.
event bro_init() { local p = merge_pattern(/ab/, /c+/); print p == "ab", p == "ccc", p == "abc"; }
# expect: T, T, F
