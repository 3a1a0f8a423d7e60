# Functions in records of records are called through all of them.
type In: record { f: function(s: string): string; };
type Out: record { i: In; t: table[string] of In; };
local o: Out = [$i=[$f=to_upper], $t=table(["x"] = In($f=to_lower))];
print o$i$f("aB"), o$t["x"]$f("aB");
# expect: AB, ab
