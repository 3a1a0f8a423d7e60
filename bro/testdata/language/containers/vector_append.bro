# += appends an element, or all elements of a vector.
local v = vector(1);
v += 2;
v += vector(3, 4);
print v;
local n: vector of vector of count;
n += vector(1);
print n;
# expect: [1, 2, 3, 4]
# expect: [[1]]
