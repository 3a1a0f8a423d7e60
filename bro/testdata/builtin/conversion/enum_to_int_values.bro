# enum_to_int is the number of a label; of anything else it is -1 and a message.
type E: enum { A, B = 10, C };
event bro_init()
	{
	print enum_to_int(A), enum_to_int(B), enum_to_int(C);
	print enum_to_int(5); ### "enum_to_int() requires enum value"
	}
# expect: 0, 10, 11
# expect: -1
