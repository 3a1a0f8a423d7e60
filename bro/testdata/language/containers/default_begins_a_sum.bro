# An operator that assigns, and ++, begin with the default and make an entry.
global n: table[string] of count &default=10;
global f: table[count] of count &default=function(i: count): count { return i * 100; };
global s: table[count] of string &default="<";
event bro_init()
	{
	n["a"] += 5;
	++n["b"];
	--n["c"];
	f[3] -= 1;
	s[1] += "x";
	print n["a"], n["b"], n["c"], n["d"], |n|;
	print f[3], f[4], |f|, s[1];
	}
# expect: 15, 11, 9, 10, 3
# expect: 299, 400, 1, <x
