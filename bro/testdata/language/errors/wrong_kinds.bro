# Constructors, indices, loops and casts of what has no such thing.
type Color: enum { RED };
type Point: record { x: count; };
global v = vector(1, 2);
global s = "abc";
event user()
	{
	print v[1, 2]; ### "a vector has one index, not 2"
	print s[1, 2]; ### "a string has one index, not 2"
	print Point(5); ### "constructor of Point: type mismatch: expected Point, found count"
	local e = [$a = []]; ### "cannot tell the type of field 'a'"
	count(5); ### "type name count used as a constructor, which only record, table, set and vector types are"
	print Color(3); ### "type name Color used as a constructor, which only record, table, set and vector types are"
	for ( i in 5 ) print i; ### "cannot iterate over count"
	for ( u in unknown ) print u; ### "unknown identifier unknown"
	local text = "x";
	for ( text in v ) print text; ### "type clash in iteration: loop variable text is string, expected count"
	[text, text] = 5; ### "cannot take count apart"
	switch v[0] { case 1: break; case type count: break; } ### "cannot mix cases with expressions and types"
	switch s { case type count as c: break; } ### "cannot cast string to count"
	switch 1 { case 1: fallthrough; } ### "warning: fallthrough in the last case"
	}
global of_any: table[any] of count;
global of_vectors: set[vector of count];
global t: timer; ### "type timer is not supported"
# exit: 1
