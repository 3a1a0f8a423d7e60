# Repeats that make a pattern too large are refused.
event bro_init()
	{
	print /a{4000000000}/ in "a"; ### "repeat count over"
	print /(a{1000}){1000}/ in "a"; ### "pattern too large"
	print /((a{200}){200}b){200}/ in "a"; ### "pattern too large"
	}
# exit: 1
