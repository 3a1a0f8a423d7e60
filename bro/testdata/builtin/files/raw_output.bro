const name = "/tmp/brig-builtin-raw-test";
global f: file &raw_output;
event bro_init()
	{
	f = open(name);
	print f, "\x01\x02";
	close(f);
	print file_size(name), unlink(name);
	}
# expect: 2.0, T
