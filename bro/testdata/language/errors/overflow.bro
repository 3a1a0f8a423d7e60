event bro_init() &priority=9 { local a = 9223372036854775807; local i: int = +9223372036854775807; print a; i += 1; } ### "integer overflow"
event bro_init() &priority=8 { local c = 18446744073709551615; print c * 2; } ### "integer overflow"
event bro_init() &priority=7 { local d = -1.0; print double_to_count(d); } ### "bad conversion to count"
event bro_init() &priority=6 { local i: int = -5; print i * -3, -7 % 3; }
# expect: 9223372036854775807
# expect: 0
# expect: 15, -1
