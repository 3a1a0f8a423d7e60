# print to a file with raw output writes the bytes of each value and nothing between or behind them.
global name = "/tmp/brig-raw-add-nothing";
global plain = "/tmp/brig-raw-plain";
event bro_init()
	{
	local f = open(name);
	enable_raw_output(f);
	print f, "a\x00\n", "b", 3;
	close(f);
	local g = open(plain);
	print g, "a\x00\n", "b", 3;
	close(g);
	print file_size(name), file_size(plain);
	print unlink(name), unlink(plain);
	}
# expect: 5.0, 16.0
# expect: T, T
