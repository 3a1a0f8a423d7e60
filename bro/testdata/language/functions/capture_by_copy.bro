# copy in a capture list takes the value as it is then.
local n = vector(1);
function make(v: vector of count): function(): vector of count { return function[copy v](): vector of count { return v; }; }
local f = make(n);
n += 2;
print f(), n;
# expect: [1], [1, 2]
