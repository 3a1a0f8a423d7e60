# p & q matches a text of p followed by one of q.
event bro_init()
	{
	local p = /[a-z]+/ & /[0-9]/i;
	print p == "ab1", p == "ab", p == "1", p in "--x7--";
	print p;
	}
# expect: T, F, F, T
# expect: /^?((^?([a-z]+)$?)((?i:^?([0-9])$?)))$?/
