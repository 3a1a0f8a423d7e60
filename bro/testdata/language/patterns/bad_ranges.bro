# A range in a class goes upwards.
event bro_init()
	{
	print /[z-a]/ in "a"; ### "bad range"
	print /[\x40-\x20]/ in "a"; ### "bad range"
	}
# exit: 1
