# "_" can be declared any number of times and stands for any part of a loop's index.
# expect: 2, x
# expect: x
# expect: turn
# expect: turn
event zeek_init()
	{
	local _ = "1";
	local _: count = 2;
	const _ = T;
	local t = table([1, 2, 3] = "x");
	for ( [_, mid, _], v in t )
		print mid, v;
	for ( _, v in t )
		print v;
	for ( _ in "ab" )
		print "turn";
	}
