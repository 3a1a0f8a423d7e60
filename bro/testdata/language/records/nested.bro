# Fields of fields are read and written in place.
type In: record { n: count &default=1; };
type Out: record { i: In &default=In(); t: table[string] of In; };
local o: Out;
o$i$n = 7;
o$t["x"] = [$n=2];
o$t["x"]$n += 1;
print o$i$n, o$t["x"]$n, o;
# expect: 7, 3, [i=[n=7], t={
# expect: [x] = [n=3]
# expect: }]
