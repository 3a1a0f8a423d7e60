# The blank identifier takes values but has none, whatever was given to it.
# exit: 1
event zeek_init()
	{
	local _ = 1;
	print _;	### "blank identifier used in expression"
	for ( _, v in vector("a") )
		print v, _;	### "blank identifier used in expression"
	}
