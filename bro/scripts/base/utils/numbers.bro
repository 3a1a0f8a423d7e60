##! Functions about numbers in text.

## Returns: the first number in a string, 0 if there is none.
function extract_count(data: string): count
	{
	local parts = split_n(data, /[0-9]+/, T, 1);
	return |parts| > 1 ? to_count(parts[2]) : 0;
	}
