const names: set[string] = { "a" } &redef;
const ports: table[count] of string = { [1] = "one" } &redef;
const ratio: double = 0.5 &redef;
const vec: vector of count = { 1 } &redef;
const re = /a/ &redef;
redef names += { "b", "c" };
redef names -= { "a" };
redef ports += { [2] = "two" };
redef ratio = 1;
redef vec += { 2 };
redef re += /b/;
type Color: enum { RED };
redef enum Color += { GREEN, BLUE };
event bro_init()
	{
	print names;
	print ports[2], |ports|, ratio, vec, re == "b", BLUE;
	}
# expect: {
# expect: b,
# expect: c
# expect: }
# expect: two, 2, 1.0, [1, 2], T, BLUE
