# Later additions to the language.
function outer(n: count): function(x: count): count
	{
	local base = n;
	local v = vector(1, 2);
	return function[base, copy v](x: count): count { return base + x + |v|; };
	}
function counter2(): function(): count
	{
	local n = 0;
	return function(): count { return ++n; };
	}
function h(a: any): string
	{
	switch ( a )
		{
		case type count as c: return fmt("%d", c + 1);
		case type string: return a as string;
		default: break;
		}
	if ( a is double )
		return fmt("%f", (a as double) * 2);
	return "";
	}
event zeek_init()
	{
	local s1 = set(1, 2);
	local s2 = set(2, 3);
	print s1 & s2, s1 | s2, s1 - s2, s1 < s2, s1 == s2;
	local v: vector of count = vector();
	v += 1;
	v += vector(2, 3);
	v[0:1] = vector(7);
	print v[1:], v[:-1], v + v, v * 2, v == v, 5 in v;
	s1 += 5;
	s1 -= set(5);
	local t: table[string] of count;
	t += table(["x"] = 1);
	t -= set("x");
	print 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 3, 16 >> 2;
	assert |v| > 0, "empty";
	for ( i, x in v ) print i, x;
	for ( ch in "abc" ) print ch;
	local r = [$a=1, $b="x"];
	print r$a, r$b;
	print sort(v)[0] + 1;
	local sub1 = "hello"[1:3] + "x"[0];
	local z = 10.0.0.1 / 8;
	print 1.2.3.4 in z, z == 10.0.0.0/8, |z|, |1.2.3.4|;
	print network_time() - 5min > network_time(), 5min / 1min, 5min * 2, 2.5 * 1sec, -5min;
	print /a/ | /b/, /a/ & /b/, /A/i == "a", "a" != /b/;
	local y: int = 5;
	y += 3;
	y -= 1;
	y *= 2;
	local dd = 1.0;
	dd += 1;
	dd /= 2;
	local p = /x/;
	p += /y/;
	print T ? 1 : -1, F ? 1.0 : 2;
	delete v;
	if ( y != 0 ) print !y;
	local cb: function(a: count): bool;
	cb = function(a: count): bool { return a > y; };
	print cb(3);
	if ( T ) { local inner = 1; }
	print inner; ### "use of out-of-scope local inner"
	y; ### "expression value ignored"
	}
---
event zeek_init()
	{
	local n = 0;
	local f = function[m]() { print m; }; ### "no such local identifier: m"
	local g = function[n]() { print n; };
	local k = function[]() { print n; }; ### "n is used inside lambda but not captured"
	local u = [1, "x"]; ### "vector elements are not of one type"
	local i: int = 5;
	local c: count = 1;
	c = i; ### "over-promotion of arithmetic value: expected count, found int"
	c += 1.5; ### "over-promotion of arithmetic value"
	c = "x" as count; ### "cast not supported: string as count"
	}
---
type Node: record { name: string; next_one: any &optional; sub: table[string] of count &default=table(); };
type Tree: record { left: Tree &optional; n: count &default=0; };
type L: table[count] of L; ### "type L is defined in terms of itself"
global t: Tree = [$left=[$n=1]];
type Big: record { a: count; b: string &default="x"; };
type Small: record { a: count; };
global s: Small = [$a=1];
global b: Big = s;
global bad: Small = b; ### "orphaned field \"b\""
function g(x: Big): string { return x$b; }
print g(s), g([$a=2]), g([$b="y"]); ### "non-optional field \"a\" missing"
---
@if ( T && 1 < 2 )
global yes = 1;
@else
this is skipped
@endif
@ifndef ( nothing )
print yes;
@endif
@load-sigs ./some.sig ### "signatures are not supported"
print @DIR, @FILENAME;
---
global pt: table[pattern] of count = { [/a+/] = 1 };
global vi = vector(1, 2, 3);
event zeek_init()
	{
	print pt["aa"][0] + 1, "aa" in pt, vi[vector(0, 2)], vi[vi > 1];
	}
---
global p: table[count] of string;
function ask(n: count): string { return p[n]; }
event zeek_init()
	{
	when ( local v = ask(1) ) { print v + "!"; } timeout 1sec { print "late"; }
	}
