# Strings compare as bytes, not letters.
print "\xff" > "a", "\x00" < "a", "a" < "b", "B" < "a", "10" < "9", "a\x00" > "a";
# expect: T, T, T, T, T, T
