type R: record { a: count &optional; };
event e1() { local t: table[count] of string; print t[5]; } ### "no such index (t[5]): 5"
event e1() &priority=-1 { print "other handler runs"; }
event e2() { local r: R; print r$a; } ### "field value missing (r$a)"
event e3() { local z = 0; print 1 / z; } ### "division by zero"
event e4() { local z = 0; print 1 % z; } ### "modulo by zero"
event e6() { local c: count = 0; --c; } ### "warning: count underflow"
event e7() { local v: vector of count = vector(1); print v[3]; } ### "no such index (v[3]): 3 of a vector of 1"
event e8() { local s: string; print s; } ### "value used but not set"
event e9() { local c = 18446744073709551615; ++c; } ### "integer overflow"
function deep(n: count): count { return deep(n + 1); } ### "nested deeper"
event e10() { print deep(0); }
event bro_init()
	{
	event e1(); event e2(); event e3(); event e4();
	event e6(); event e7(); event e8(); event e9(); event e10();
	}
event bro_done() { print "done"; }
# expect: other handler runs
# expect: done
