# A quoted part has to be closed.
event bro_init()
	{
	print /"abc/ in "a"; ### "missing closing"
	}
# exit: 1
