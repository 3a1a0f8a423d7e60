# A const cannot be assigned to, nor its kind changed in place.
# exit: 1
const c = 5;
const d = 5 &redef;
event bro_init()
	{
	c = 6; ### "const is not a modifiable lvalue"
	d = 6; ### "const is not a modifiable lvalue"
	c += 1; ### "const is not a modifiable lvalue"
	++c; ### "const is not a modifiable lvalue"
	}
