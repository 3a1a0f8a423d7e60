type Filter: record { w: count &default=dw; name: string &optional; };
const dw = 5 &redef;
const nofilter: Filter = [$name="x"];
global bare: Filter;
global t: table[string] of count &default=dw;
global n = |t| + t["x"];
redef dw = 8;
print "main", n;
event bro_init() { print nofilter, bare, t["q"]; }
# expect: main, 5
# expect: [w=5, name=x], [w=5, name=<uninitialized>], 5
