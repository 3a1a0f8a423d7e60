# identify_data names the type that the first bytes of data tell.
# expect: image/png, text/html, <unknown>
event bro_init()
	{
	print identify_data("\x89PNG\x0d\x0a"), identify_data("<html><p>"), identify_data("");
	}
