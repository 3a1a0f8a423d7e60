# A statement needs its semicolon; the error is told where the next token stands.
# exit: 1
event bro_init()
	{
	print 1
	print 2; ### "syntax error, at or near \"print\""
	}
