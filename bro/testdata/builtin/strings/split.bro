event bro_init()
	{
	print split("a,b,c", /,/);
	print split1("a=b=c", /=/)[2], |split_all("a,b", /,/)|, split_n("a,b,c,d", /,/, F, 2)[3];
	print split_string("a,b,c", /,/), split_string1("a=b=c", /=/), split_string_all("a,b", /,/), split_string_n("a,b,c,d", /,/, T, 1);
	print split_string("", /,/), |split_string("abc", /x*/)|, split_string(",a,", /,/);
	print sub("aXbX", /X/, "-"), gsub("aXbX", /X/, "-"), gsub("abc", /z/, "-");
	print find_all("ab12cd345", /[0-9]+/), find_all_ordered("ab12cd345", /[0-9]+/), find_last("ab12cd345", /[0-9]+/);
	}
# expect: {
# expect: [1] = a,
# expect: [2] = b,
# expect: [3] = c
# expect: }
# expect: b=c, 3, c,d
# expect: [a, b, c], [a, b=c], [a, ,, b], [a, ,, b,c,d]
# expect: [], 1, [, a, ]
# expect: a-bX, a-b-, abc
# expect: {
# expect: 12,
# expect: 345
# expect: }, [12, 345], 5
