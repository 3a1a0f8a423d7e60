# for takes a string byte by byte.
for ( c in "xyz" ) print c;
# expect: x
# expect: y
# expect: z
