# Strings concatenate, compare byte by byte and have a length.
local s = "abc";
print s + "def", |s|, s == "abc", s != "ABC", s < "abd", "abc" < "abcd", "Z" < "a", "" < "a", |""|;
s += "!";
print s;
# expect: abcdef, 3, T, T, T, T, T, T, 0
# expect: abc!
