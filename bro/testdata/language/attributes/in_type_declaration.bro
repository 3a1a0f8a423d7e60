# Attributes behind a type belong to what is declared with it.
type Counts: table[string] of count &default=0;
global c: Counts;
++c["x"];
print c["x"], c["y"];
# expect: 1, 0
