event bro_init()
	{
	print fmt("%s|%5s|%-5s|%.2s", "abc", "ab", "ab", "abc");
	print fmt("%d|%5d|%-5d|%05d|%d", 42, 42, 42, 42, -42);
	print fmt("%x|%o|%d|%d|%d", 255, 8, T, 80/tcp, 1);
	print fmt("%f|%.2f|%e|%g|%g|%8.3f", 1.5, 2.345, 1234.5, 0.0001, 1e10, 3.14159);
	print fmt("%s %s %s %s", 1.2.3.4, 80/tcp, T, 1min);
	print fmt("%%|%d%%", 50);
	print fmt("%.3f", network_time()), fmt("%.1f", 90sec);
	print fmt("%D", double_to_time(0.0)), fmt("%T", double_to_time(1.5));
	print fmt("%As", "a\x01"), fmt("%s", vector(1, 2)), fmt("no args");
	print cat(1, "a", T, 1.5), cat_sep("-", "def", "a", "", 3), cat("x");
	}
event e1() { print fmt("%d", "str"); } ### "bad type for %d: string"
event e2() { print fmt("%d"); } ### "too few arguments"
event e3() { print fmt("x", 1); } ### "too many arguments"
event bro_done() { event e1(); event e2(); event e3(); }
# expect: abc|   ab|ab   |ab
# expect: 42|   42|42   |00042|-42
# expect: ff|10|1|80|1
# expect: 1.500000|2.35|1.234500e+03|0.0001|1e+10|   3.142
# expect: 1.2.3.4 80/tcp T 1.0 min
# expect: %|50%
# expect: 1400000000.500, 90.0
# expect: 1970-01-01-00:00:00, 1970-01-01-00:00:01.500000
# expect: a\x01, [1, 2], no args
# expect: 1aT1.5, a-def-3, x
