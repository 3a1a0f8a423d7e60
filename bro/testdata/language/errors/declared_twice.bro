# What is declared twice, or redefined as something else, is an error that names both.
global once = 1;
function once() { } ### "once is already defined"
type Thing: record { x: count; };
function Thing() { } ### "Thing is no function: it is defined"
global variable: count; ### "variable is declared as count but has a body"
function variable() { }
global does: function(a: count);
function does(a: string) { } ### "does is declared as function(a:count;) : void, not as function(a:string;) : void"
global happens: event(a: count, b: string);
global happens: event(c: count); ### "alternate function prototype arg 'c' not found in canonical prototype: event(c:count;) and event(a:count; b:string;)"
global either: event(a: count);
global either: function(a: count); ### "either is declared as function(a:count;) : void, but before as event(a:count;)"
redef Thing = 3; ### "redef of Thing, which is no variable"
const rate: count = 3 &redef;
redef rate: string = "x"; ### "redef of rate as string: it is count" "redef of rate: type mismatch: expected count, found string"
global result = nothing(); ### "value used but there is none: the function has no result"
function nothing() { }
# exit: 1
