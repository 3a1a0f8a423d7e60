# &default gives a field its first value; containers are new for each record.
type R: record { n: count &default=5; v: vector of count &default=vector(); s: string &default="x" + "y"; };
local a: R; local b: R = [$n=1];
a$v += 9;
print a, b;
# expect: [n=5, v=[9], s=xy], [n=1, v=[], s=xy]
