# A file that a script writes itself lies beside the logs.
event bro_init()
	{
	local f = open_log_file("notes");
	print f, "a line", 7;
	close(f);
	print get_file_name(f);
	open_log_file("../notes"); ### "the log would lie outside of the folder for logs"
	}
# expect: notes.log
