# sub_bytes counts from 1, takes 0 for 1 and gives what there is; a negative length is the rest.
event bro_init()
	{
	local s = "hello";
	print sub_bytes(s, 1, 2), sub_bytes(s, 0, 2), sub_bytes(s, 4, 10), sub_bytes(s, 5, 1), sub_bytes(s, 2, 0), sub_bytes(s, 2, -1);
	print |sub_bytes(s, 6, 1)|, |sub_bytes(s, 7, 1)|, |sub_bytes("", 1, 1)|;
	}
# expect: he, he, lo, o, , ello
# expect: 0, 0, 0
