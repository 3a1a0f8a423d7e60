# A width fills up with blanks on the left, on the right with -, with zeros after 0.
event bro_init()
	{
	print fmt("[%6d] [%-6d] [%06d] [%06d]", 42, 42, 42, -42);
	print fmt("[%6s] [%-6s] [%2s] [%6x]", "ab", "ab", "abc", 255);
	print fmt("[%8.2f] [%-8.2f] [%08.2f] [%.0f] [%10.2e] [%.3g]", 3.14159, 3.14159, -3.14159, 2.5, 3.14159, 1234.5);
	print fmt("[%10s] [%-10s]", 10.0.0.0/8, 80/tcp);
	}
# expect: [    42] [42    ] [000042] [-00042]
# expect: [    ab] [ab    ] [abc] [    ff]
# expect: [    3.14] [3.14    ] [-0003.14] [2] [  3.14e+00] [1.23e+03]
# expect: [10.0.0.0/8] [80/tcp    ]
