# split and its kin give tables from 1, split_string and its kin vectors from 0, with the same parts.
event bro_init()
	{
	local s = "a,b;;c";
	print split(s, /[,;]/);
	print split_string(s, /[,;]/);
	print split_string(s, /;+/), split_string("", /,/), split_string(",", /,/), split_string("abc", /,/);
	}
# expect: {
# expect: [1] = a,
# expect: [2] = b,
# expect: [3] = ,
# expect: [4] = c
# expect: }
# expect: [a, b, , c]
# expect: [a,b, c], [], [, ], [abc]
