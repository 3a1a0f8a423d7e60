# find_in_zeekpath gives the file of a script that was loaded.
event bro_init()
	{
	print ends_with(find_in_zeekpath("base/bif/types.bif"), "types.bif.bro"), find_in_zeekpath("no/such") == "";
	print find_in_zeekpath("./x"); ### "find_in_zeekpath: the path must not be relative or absolute: \"./x\""
	}
# expect: T, T
# expect:
