# A NUL byte in a string is a byte as any other.
local s = "a\0b";
print |s|, s == "a", s == "a\0b", "\0" in s, s + "c" == "a\0bc";
# expect: 3, F, T, T, T
