# for over a set gives its elements.
local sum = 0;
for ( x in set(1, 2, 3) ) sum += x;
print sum;
for ( [a, p] in set([1.2.3.4, 80/tcp]) ) print a, p;
# expect: 6
# expect: 1.2.3.4, 80/tcp
