# Parameters, results and operands of types that do not fit, and attributes whose values must be constants, are each told where they stand.
global f1: function(a: count &default); ### "&default needs a value"
global f2: function(a: count &log);
global f3: hook(): count; ### "syntax error, at or near \":\": expected \";\""
global f4: function(b: bool) : bool;
type Named: record { f: function(a: count, ...); };
event fine(a: count) &priority=1+1 { } ### "&priority needs a constant integer"
event urgent() &priority="high" { } ### "&priority: type mismatch: expected int, found string"
global no_type; ### "no_type needs a type or an initial value"
event user(x: count)
	{
	local none = nothing(); ### "value used but there is none: the function has no result"
	local e1 = {}; ### "cannot tell the type of set(): declare it"
	local r = record($a=1);
	print T ? 1 : "x"; ### "operand of ?:: type mismatch: expected string, found count"
	print [1, 2] in [1, 2]; ### "operand of in: type mismatch: expected count, found vector of count"
	print x$y, x?$y, user$z; ### "not a record: $y of count" "not a record: $y of count" "not a record: $z of event(x:count;)"
	print -"s", !5, ~"x"; ### "- not applicable to string" "~ not applicable to string"
	x += "y"; ### "type clash: operator + not applicable to count and string"
	1 = 2; ### "requires lvalue: cannot assign to this expression"
	add x[1]; ### "illegal add statement: count is no set"
	delete x; ### "illegal delete statement: expected an element of a table or set, or a record field"
	return 5; ### "event must not return a value"
	}
function nothing() { }
function count_of(): count { return; } ### "return statement needs expression: the function gives count"
function nothing_of() { return 3; } ### "return statement cannot have an expression: the function has no result"
hook h(): bool { } ### "hooks have no result type"
# exit: 1
