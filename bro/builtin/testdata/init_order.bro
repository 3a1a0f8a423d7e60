type Filter: record { w: count &default=dw; name: string &optional; };
const dw = 5 &redef;
const nofilter: Filter = [$name="x"];
global bare: Filter;
global t: table[string] of count &default=dw;
global n = |t| + t["x"];
redef dw = 8;
print "main", n;
event bro_init() { print nofilter, bare, t["q"]; }
# expect: main, 8
# expect: [w=8, name=x], [w=8, name=<uninitialized>], 8
