# Parentheses have to be balanced.
event bro_init()
	{
	print /(a/ in "a"; ### "missing )"
	print /a)/ in "a"; ### "unmatched )"
	}
# exit: 1
