# Blanks may part ! and in.
print 1 ! in set(2), 2 !	in set(2);
# expect: T, F
