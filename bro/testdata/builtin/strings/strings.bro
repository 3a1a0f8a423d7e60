event bro_init()
	{
	local s = "hello";
	print s + " world", |s|, s[0], s[-1], s[1:3], s[2:], s[:2];
	print "ell" in s, "xyz" in s, s == "hello", s < "help", s != "x";
	s += "!";
	print s, "tab\there", "q\"q", "\x41\101";
	print to_upper("aBc1"), to_lower("aBc1"), strip("  x y \n"), lstrip("  x"), rstrip("x  ") + "|";
	print sub_bytes("abcdef", 2, 3), sub_bytes("abc", 10, 1), strstr("abcabc", "ca"), strstr("a", "z");
	print subst_string("a-b-c", "-", "+"), reverse("abc"), string_fill(5, "ab"), is_ascii("a\xff");
	print find_str("abcabc", "c"), rfind_str("abcabc", "c"), find_str("abc", "z");
	print starts_with("abc", "ab"), ends_with("abc", "bc"), strcmp("a", "b") < 0, count_substr("aaaa", "aa"), count_substr("aaaa", "aa", T);
	print ljust("ab", 4) + "|", rjust("ab", 4, "."), zfill("-7", 4), swap_case("aB"), to_title("the end");
	print remove_prefix("abc", "a"), remove_suffix("abc", "c"), edit("helo\x08lo", "\x08");
	print clean("a\x00b\xff"), str_shell_escape("a\"b`c"), safe_shell_quote("a$b");
	print join_string_vec(vector("a", "b"), "-"), join_string_array("+", table([1] = "x", [2] = "y")), cat_string_array(table([1] = "x", [2] = "y"));
	print levenshtein_distance("kitten", "sitting"), str_split("abcdef", vector(2, 4));
	for ( c in "ab" ) print c;
	print string_cat("a", "b", "c"), strlen("abc"), bytestring_to_hexstr("\x01\xab"), |hexstr_to_bytestring("00ff")|;
	}
# expect: hello world, 5, h, o, el, llo, he
# expect: T, F, T, T, T
# expect: hello!, tab\x09here, q"q, AA
# expect: ABC1, abc1, x y, x, x|
# expect: bcd, , 3, 0
# expect: a+b+c, cba, abab\x00, F
# expect: 2, 5, -1
# expect: T, T, T, 2, 3
# expect: ab  |, ..ab, -007, Ab, The End
# expect: bc, ab, hello
# expect: a\x00b\xff, a\"b\`c, "a\$b"
# expect: a-b, x+y, xy
# expect: 3, [ab, cd, ef]
# expect: a
# expect: b
# expect: abc, 3, 01ab, 2
