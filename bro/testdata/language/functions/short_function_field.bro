# In a record constructor a function field may be written without the word function.
type R: record { f: function(n: count): string; g: function(n: count): count; };
event bro_init()
	{
	local k = 10;
	local r: R = [$f(n: count): string { return fmt("%d", n); }, $g[k](n: count): count { return n + k; }];
	print r$f(1), r$g(1);
	}
# expect: 1, 11
