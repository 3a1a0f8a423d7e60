module Foo;
export { global x = 1; const limit = 5 &redef; type Rec: record { a: count; }; global get: function(): count; }
global hidden = 7;
function get(): count { return hidden + x; }
module Bar;
redef Foo::limit = 9;
event bro_init()
	{
	print Foo::x, Foo::limit, Foo::get();
	local t: Foo::Rec = [$a=3];
	print t;
	Foo::x = 10;
	print Foo::get();
	}
# expect: 1, 9, 8
# expect: [a=3]
# expect: 17
