event zeek_init()
	{
	x = 1; ### "unknown identifier x"
	local a: count = "b"; ### "initialization of a: type mismatch: expected count, found string"
	local b = a + "x"; ### "type clash: operator \+ not applicable to count and string"
	local c: count = -1; ### "over-promotion of arithmetic value: expected count, found int"
	local d: count = 1.5; ### "over-promotion of arithmetic value: expected count, found double"
	a = missing(); ### "no such builtin function: missing"
	strlen(1); ### "argument s of strlen: type mismatch: expected string, found count"
	strlen("a", "b"); ### "wrong number of arguments: strlen takes 1, found 2"
	nothing(1); ### "unknown identifier nothing"
	a(1); ### "not a function: a is count"
	zeek_init(); ### "function called but it is an event"
	event strlen("x"); ### "strlen is not an event"
	if ( "x" ) print 1; ### "conditional in test must be boolean"
	1 = 2; ### "requires lvalue"
	for ( i in 5 ) print i; ### "cannot iterate over count"
	return 1; ### "event must not return a value"
	a$b = 1; ### "not a record: \$b of count"
	next; ### "next statement used outside of loop"
	break; ### "break statement used outside of"
	fallthrough; ### "fallthrough only allowed in switch"
	local e; ### "e needs a type or an initial value"
	local f = set(); ### "cannot tell the type of set\(\)"
	! "x"; ### "! not applicable to string"
	- "x"; ### "- not applicable to string"
	1 in 2; ### "type clash: count in count"
	a == "x"; ### "operator == not applicable to count and string"
	a = T && 1; ### "operator && not applicable"
	add a[1]; ### "illegal add statement: count is no set"
	add a; ### "illegal add statement"
	delete a; ### "illegal delete statement"
	delete a[1]; ### "illegal delete statement: cannot delete from count"
	switch ( a ) { case 1: print 1; } ### "case statement must end in break"
	switch ( a ) { case 1: break; case 1: break; } ### "duplicate case label"
	switch ( a ) { case "x": break; } ### "case label: type mismatch"
	switch ( a ) { default: break; default: break; } ### "multiple default labels"
	assert "x"; ### "assert condition: type mismatch: expected bool, found string"
	schedule 5 { zeek_init() }; ### "schedule expression requires a time interval, not count"
	schedule "5" { zeek_init() }; ### "schedule expression requires a time interval, not string"
	++"x"; ### "requires lvalue"
	hook strlen("x"); ### "hook called but strlen is a function"
	print terminate; 
	const k = 1;
	k = 2; ### "const is not a modifiable lvalue: k"
	local a = 3; ### "a is already defined in this block"
	}
---
type R: record { a: count; b: string &optional; c: double &default=1; };
type R: count; ### "R is already defined"
type Q: record { a: count; a: string; }; ### "duplicate field a"
type U: Unknown; ### "unknown type Unknown"
type V: vector of zeek_init; ### "zeek_init is not a type"
global r: R = [$b="x"]; ### "non-optional field \"a\" missing"
global r2: R = [$a=1, $z=2]; ### "R has no field 'z'"
global r3: R = [$a="x"]; ### "field 'a': type mismatch: expected count, found string"
global r4: R = [$a=1, $a=2]; ### "duplicate field name 'a'"
global r5 = R($a=1, $c=2);
global r6 = R($b="x"); ### "non-optional field \"a\" missing"
global r7: R = [1, 2]; ### "initialization of r7: type mismatch"
global r8: R = [$a=1, 2]; ### "every element must be \$field=value"
redef record R += { d: count; }; ### "extension field d must be &optional or have a &default"
redef record R += { e: count &optional; };
redef record Nothing += { e: count &optional; }; ### "unknown identifier Nothing"
redef enum R += { X }; ### "R is no enum type"
print r$d, r$e, r$nope; ### "R has no \$nope"
---
type E: enum { A, B, A }; ### "enumerator value A already exists"
type F1: enum { B }; ### "enumerator value B already exists"
global e: E = A;
global f: E = 1; ### "expected E, found count"
print e == A, e == 1; ### "operator == not applicable to E and count"
redef enum E += { C = "x" }; ### "enumerator is not a count constant"
---
global c = 1;
redef c = 2; ### "without &redef"
const d: count; ### "const variable must be initialized: d"
const s: set[addr] &redef;
redef s += { 1.2.3.4 };
redef s += 1.2.3.5;
redef s += { "x" }; ### "index: type mismatch: expected addr, found string"
redef s -= { 1.2.3.4 };
redef s = 5; ### "redef of s: type mismatch: expected set\[addr\], found count"
redef unknown += 1; ### "redef of unknown identifier"
const str = "a" &redef;
redef str += "b";
redef str -= "b"; ### "-= not applicable to str"
option opt = 5;
redef opt = 6;
event zeek_init() { opt = 7; ### "option is not a modifiable lvalue"
d = 3; ### "const is not a modifiable lvalue"
}
global a = b;
global b = a; ### "a is used in its own initial value"
global u; ### "u needs a type or an initial value"
global v = terminate();
global w = no_result(); ### "value used but there is none"
function no_result() { }
---
global t: table[count] of string &default=5; ### "&default value: type mismatch: expected string, found count"
global t2: table[count] of string &default=function(c: count): string { return "x"; };
global t3: table[count] of string &default=function(c: string): string { return "x"; }; ### "&default function type clash"
global t4: table[count] of string &create_expire="x"; ### "&create_expire: type mismatch: expected interval"
global t5: count &create_expire=5sec; ### "&create_expire only applicable to sets and tables, not to count"
global t6: table[count] of string &expire_func=5; ### "not a function"
function ex(t: table[count] of string, i: count): interval { return 0sec; }
global t7: table[count] of string &expire_func=ex;
global t8: table[addr] of string &expire_func=ex; ### "&expire_func type clash"
global t9: set[count] &read_expire=5min &write_expire=1min; ### "only have one of &read_expire"
global t10: count &optional; ### "&optional only applicable to record fields"
global t11: count &priority=5; ### "&priority only applicable"
global t12: table[count, addr] of bool;
event zeek_init() {
	print t12[1]; ### "wrong number of index parts: .* takes 2, found 1"
	print t12[1, "x"]; ### "index: type mismatch: expected addr, found string"
	print t12[1, 1.2.3.4], [1, 1.2.3.4] in t12;
	print t9[1]; ### "a set has no values to index"
	t[1] = 5; ### "assignment: type mismatch: expected string, found count"
	for ( [a, b] in t ) print a; ### "wrong number of loop variables"
	for ( x, y in t9 ) print x; ### "key value loop only support iteration"
	for ( x in t12 ) print x, t12[x];
	}
---
function f(a: count): count { return; } ### "return statement needs expression"
function g(a: count) { return 1; } ### "return statement cannot have an expression"
function f(b: count): count { return 1; } ### "function f is already defined"
global h: function(a: count): string;
function h(a: string): string { return a; } ### "h is declared as function\(a:count;\) : string, not as function\(a:string;\)"
global ev: event(a: count);
event ev(b: string) { } ### "ev is declared as event\(a:count;\), not as event\(b:string;\)"
function ev2(a: count) { }
event ev2(a: count) { } ### "ev2 is declared as function, not as event"
global hk: hook(a: count);
hook hk(a: count) &priority=3 { if ( a > 1 ) break; return; }
event zeek_init() &priority="x" { ### "&priority: type mismatch"
	hk(1); ### "hook cannot be called directly"
	if ( hook hk(1) ) print 1;
	event ev(1);
	ev3(1); ### "unknown identifier ev3"
	}
function dup(a: count, a: count) { } ### "duplicate parameter a"
---
module A;
export { global visible = 1; type T1: record { x: count; }; }
global hidden = 2;
module B;
print A::visible, A::hidden; ### "identifier is not exported: A::hidden"
print visible; ### "unknown identifier visible"
global v: A::T1;
print v$x, GLOBAL::zeek_init, A::nothing; ### "unknown identifier A::nothing"
