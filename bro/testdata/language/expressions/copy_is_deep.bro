# copy makes a new value in all its parts, where assignment shares.
type R: record { v: vector of count; t: table[string] of set[count]; };
local a: R = [$v=vector(1), $t=table(["x"] = set(1))];
local shared = a;
local own = copy(a);
a$v += 2;
add a$t["x"][2];
print shared$v, own$v, |shared$t["x"]|, |own$t["x"]|;
# expect: [1, 2], [1], 2, 1
