# Escapes in strings stand for single bytes; any other character behind \ stands for itself.
print |"\a\b\f\n\r\t\v"|, |"\x41"|, |"\101"|, |"\0"|, |"\x00\x00"|;
print "\x41\x4a\x6b", "\101\102", "\"q\"", "\\", "\q\?", "\x41g", "\1012";
print "a\x4" == "a\x04", "\t" == "\x09", "\n" == "\012", "\v" == "\x0b", "\a" == "\007";
# expect: 7, 1, 1, 1, 2
# expect: AJk, AB, "q", \, q?, Ag, A2
# expect: T, T, T, T, T
