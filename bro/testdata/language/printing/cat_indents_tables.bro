# cat and fmt indent the entries of tables and sets with tabs, print does not.
event bro_init()
	{
	local t = table(["k"] = set(1, 2));
	print t;
	print cat(t);
	print fmt("%s|%s", set(7), vector(set(8)));
	}
# expect: {
# expect: [k] = {
# expect: 1,
# expect: 2
# expect: }
# expect: }
# expect: {\x0a\x09[k] = {\x0a\x09\x091,\x0a\x09\x092\x0a\x09}\x0a}
# expect: {\x0a\x097\x0a}|[{\x0a\x098\x0a}]
