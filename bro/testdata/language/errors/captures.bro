# A capture list names each local variable that the body uses, once, and nothing else.
# exit: 1
global total = 0;
type Pair: record { a: count; };

event zeek_init()
	{
	local n = 3;
	local text = "x";
	local f1 = function[n]() { print "none"; };	### "n is captured but not used inside lambda"
	local f2 = function[other]() { };	### "no such local identifier: other"
	local f3 = function[n]() { print n, text; };	### "text is used inside lambda but not captured"
	local f4 = function[n, n]() { print n; };	### "n listed multiple times in capture"
	local f5 = function[total]() { print total; };	### "cannot specify global in capture: total"
	local f6 = function[Pair]() { local p: Pair; };	### "cannot specify type in capture: Pair"
	local f7 = function[n]() { local n = 4; print n; };	### "n is already defined in this block"
	}
