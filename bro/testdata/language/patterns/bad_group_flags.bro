# A group has no flags but i and s.
event bro_init()
	{
	print /(?x:a)/ in "a"; ### "unknown group flag"
	print /(?i/ in "a"; ### "missing :"
	}
# exit: 1
