event bro_init()
	{
	local dir = "/tmp/brig-builtin-test-dir";
	print mkdir(dir), mkdir(dir);
	local f = open(dir + "/x");
	print f, "a", 1;
	print write_file(f, "raw\n"), active_file(f), get_file_name(f) == dir + "/x";
	print f, "\x01";
	enable_raw_output(f);
	print f, "\x01\n";
	print close(f), active_file(f), file_size(dir + "/x");
	f = open_for_append(dir + "/x");
	write_file(f, "more");
	close(f);
	print file_size(dir + "/x"), rename(dir + "/x", dir + "/y"), unlink(dir + "/y"), rmdir(dir);
	}
# expect: T, T
# expect: T, T, T
# expect: T, F, 16.0
# expect: 20.0, T, T, T
