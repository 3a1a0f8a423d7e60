# With &default_insert what a missing key yields becomes its entry, also when a function gives it.
global lists: table[string] of vector of count &default_insert=vector();
global rows: table[count] of table[count] of string &default_insert=function(n: count): table[count] of string
	{ return table([n] = "self"); };
event bro_init()
	{
	lists["a"] += 2;
	lists["a"] += 3;
	lists["b"][1] = 4;
	rows[8][9] = "nine";
	print |lists|, lists["a"], lists["b"];
	print |rows|, rows[8][8], rows[8][9];
	}
# expect: 2, [2, 3], [, 4]
# expect: 1, self, nine
