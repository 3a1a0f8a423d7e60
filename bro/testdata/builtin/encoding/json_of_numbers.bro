# to_json of numbers, bools, times and intervals; whole doubles keep a fraction.
event bro_init()
	{
	print to_json(T), to_json(5), to_json(-5), to_json(3.14), to_json(5.0), to_json(1e30), to_json(1e-9), to_json(double_to_time(1480788576.868945));
	print to_json(-12hr), to_json(90sec, F, /^_/, T), to_json(0sec);
	}
# expect: true, 5, -5, 3.14, 5.0, 1e30, 1e-9, 1480788576.868945
# expect: "-12.0 hrs", 90.0, "0 secs"
