# A local or loop variable cannot have the name of a global declared before it; a parameter can.
# exit: 1
global total = 1;
function f(total: count)
	{
	local late = total;
	}
global late = 2;
event zeek_init()
	{
	local total = 2;	### "already a global identifier: total"
	for ( late in vector(1) )	### "global used in for loop: late"
		print late;
	local strlen = 5;	### "warning: already a global identifier: strlen"
	for ( f in set(1) )	### "global used in for loop: f"
		print f + strlen;
	}
module M;
global own = 1;
event zeek_init()
	{
	local own = 2;	### "already a global identifier: own"
	}
