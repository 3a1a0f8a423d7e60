# A class has to be closed, and its names known.
event bro_init()
	{
	print /[ab/ in "a"; ### "missing ]"
	print /[[:word:]]/ in "a"; ### "unknown class [:word:]"
	}
# exit: 1
