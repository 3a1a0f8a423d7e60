# The condition of assert is a bool and its message a string.
# exit: 1
event zeek_init()
	{
	assert 1;	### "assert condition: type mismatch: expected bool, found count"
	assert T, 5;	### "assert message: type mismatch: expected string, found count"
	}
