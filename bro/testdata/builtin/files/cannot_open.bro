# A file that cannot be opened is a message and not active; size -1 is that of no file.
event bro_init()
	{
	local f = open("/nowhere/at/all"); ### "can't open /nowhere/at/all: no such file or directory"
	print active_file(f), write_file(f, "x"), close(f);
	print file_size("/nowhere/at/all"), file_exists("/nowhere/at/all");
	}
# expect: F, F, T
# expect: -1.0, F
