# v[a:b] gives a part of a vector; assigned to, it is replaced.
local v = vector(0, 1, 2, 3, 4);
print v[1:3], v[3:], v[:2], v[-2:], v[:], |v[2:2]|;
v[1:3] = vector(10, 20, 30);
print v;
v[4:] = vector();
print v;
# expect: [1, 2], [3, 4], [0, 1], [3, 4], [0, 1, 2, 3, 4], 0
# expect: [0, 10, 20, 30, 3, 4]
# expect: [0, 10, 20, 30]
