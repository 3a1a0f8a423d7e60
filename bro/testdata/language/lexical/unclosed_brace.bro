# A brace that is not closed is an error at the end of the file.
# exit: 1
event bro_init()
	{
	if ( T )
		{
		print 1;
	} ### "syntax error, at or near end of file"