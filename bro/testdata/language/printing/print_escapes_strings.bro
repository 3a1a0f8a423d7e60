# print shows bytes of strings that are not printable ASCII as \xHH, newline and tab too, wherever the string stands; the newlines of a set are its own.
event bro_init()
	{
	print "a\nb\tc\x00d\xffe\\f";
	print vector("\n"), set("x\ny");
	print cat("one", "\n"), "caf\xc3\xa9";
	}
# expect: a\x0ab\x09c\x00d\xffe\f
# expect: [\x0a], {
# expect: x\x0ay
# expect: }
# expect: one\x0a, caf\xc3\xa9
