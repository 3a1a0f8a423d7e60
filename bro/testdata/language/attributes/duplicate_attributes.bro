# An attribute with a value can be given once; a table has at most one kind of expiry.
# exit: 1
global a: table[count] of count &default=1 &default=2;	### "duplicate &default attribute is ambiguous"
global b: count &redef &deprecated &deprecated;	### "duplicate &deprecated attribute is ambiguous"
global c: set[count] &create_expire=1sec &read_expire=1sec;	### "set/table can only have one of &read_expire, &write_expire, &create_expire"
global d: count &redef &redef;
