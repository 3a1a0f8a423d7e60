event bro_init()
	{
	print rand(10) < 10, |unique_id("C")| > 5, unique_id("C") != unique_id("C");
	srand(5);
	local a = rand(1000000);
	srand(5);
	print a == rand(1000000);
	}
# expect: T, T, T
# expect: T
