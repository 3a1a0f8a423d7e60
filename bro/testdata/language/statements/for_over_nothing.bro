# for over an empty container does nothing.
local t: table[count] of count;
for ( k in t ) print "never";
for ( c in "" ) print "never";
print "end";
# expect: end
