# A repeat needs something to repeat, and n <= m.
event bro_init()
	{
	print /*a/ in "a"; ### "nothing to repeat"
	print /a|+/ in "a"; ### "nothing to repeat"
	print /a{3,2}/ in "a"; ### "bad repeat {3,2}"
	print /a{x}/ in "a"; ### "missing number"
	}
# exit: 1
