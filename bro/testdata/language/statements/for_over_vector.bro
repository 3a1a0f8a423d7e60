# for over a vector gives the indices in order; holes are passed over.
local v = vector("a", "b", "c");
for ( i in v ) print i, v[i];
local holes: vector of count;
holes[1] = 10;
holes[3] = 30;
for ( i in holes ) print "hole", i;
for ( i, x in v ) if ( i > 0 ) print i, x;
# expect: 0, a
# expect: 1, b
# expect: 2, c
# expect: hole, 1
# expect: hole, 3
# expect: 1, b
# expect: 2, c
