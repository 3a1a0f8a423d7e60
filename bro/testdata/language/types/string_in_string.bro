# in tells whether a string is part of another.
print "b" in "abc", "abc" in "abc", "" in "abc", "d" in "abc", "ac" !in "abc";
# expect: T, T, T, F, T
