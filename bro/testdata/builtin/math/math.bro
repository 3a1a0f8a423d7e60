event bro_init()
	{
	print floor(2.7), ceil(2.1), round(2.5), sqrt(16.0), exp(0.0), ln(1.0), log10(1000.0), log2(8.0), pow(2.0, 10.0);
	print sqrt(-1.0); ### "negative sqrt argument"
	}
# expect: 2.0, 3.0, 3.0, 4.0, 1.0, 0.0, 3.0, 3.0, 1024.0
# expect: -1.0
