# A copy of a closure has captured variables of its own, with the values of that moment.
function counter(): function(): count
	{
	local n = 0;
	return function[n](): count { return ++n; };
	}
event bro_init()
	{
	local a = counter();
	print a(), a();
	local b = copy(a);
	print a(), a(), b();
	local c = a;
	print c(), a();
	}
# expect: 1, 2
# expect: 3, 4, 3
# expect: 5, 6
