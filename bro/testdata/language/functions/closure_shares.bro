# An anonymous function sees the locals around it; functions made together share them by reference.
function counter(): function(): count
	{
	local n = 0;
	return function[n](): count { return ++n; };
	}
local a = counter();
local b = counter();
print a(), a(), b(), a();
# expect: 1, 2, 1, 3
