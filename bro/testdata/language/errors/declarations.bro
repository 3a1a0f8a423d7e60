# A name is declared once; a redef needs a variable with &redef and a record's extension optional fields.
# exit: 1
global a = 5;
global a = 6;	### "a is already defined at"
type a: count;	### "a is already defined at"
function f() { }
function f() { }	### "function f is already defined at"
redef a = 7;	### "\"redef\" used with a variable without &redef: a"
redef nothing = 5;	### "redef of unknown identifier nothing"
type R: record { n: count; };
redef record R += { m: count; };	### "extension field m must be &optional or have a &default value"
redef record R += { n: string &optional; };	### "duplicate field n"
redef enum R += { X };	### "R is no enum type"
redef record Gone += { z: count &optional; };	### "unknown identifier Gone"
event e(n: count) { }
event e(s: string) { }	### "e is declared as event(n:count;), not as event(s:string;)"
hook e(n: count) { }	### "e is declared as event, not as hook"
function g(n: count, n: count) { }	### "duplicate parameter n"
global h: function(n: count): string;
function h(s: string): string { return s; }	### "h is declared as function"
const c: count;	### "const variable must be initialized: c"
