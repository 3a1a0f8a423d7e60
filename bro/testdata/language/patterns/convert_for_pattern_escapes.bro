# convert_for_pattern makes a pattern of a text that matches just that text.
event bro_init()
	{
	local text = "a.b*c[1]/^$\"(x|y){2}?+\\";
	local p = string_to_pattern(convert_for_pattern(text), F);
	print p == text, p in cat("<", text, ">"), p == "axb";
	print string_to_pattern("a.b", T) == "a.b", string_to_pattern("a.b", T) == "axb";
	}
# expect: T, T, F
# expect: T, F
