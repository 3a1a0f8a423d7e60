# to_json escapes quotes, control characters and bytes that are no UTF-8.
event bro_init() { print to_json("a\"b\\c\n\t\x01"), to_json("\xc3\xa4") == "\"\xc3\xa4\"", to_json("\xff"), to_json(""); }
# expect: "a\"b\\c\n\t\u0001", T, "\\xff", ""
