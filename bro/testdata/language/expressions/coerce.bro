type A: record { x: count; y: double &optional; };
type B: record { x: count; y: double &optional; z: string &default="zz"; };
function take(b: B) { print b; }
event bro_init()
	{
	take([$x=1, $y=2]);
	local a: A = [$x=5];
	local b: B = a;
	print b;
	local d: double = 3;
	local v: vector of double = { 1, 2.5 };
	local s: set[double] = { 1 };
	print d, v, 1.0 in s;
	local n: any = 5;
	print n as count + 1;
	}
# expect: [x=1, y=2.0, z=zz]
# expect: [x=5, y=<uninitialized>, z=zz]
# expect: 3.0, [1.0, 2.5], T
# expect: 6
