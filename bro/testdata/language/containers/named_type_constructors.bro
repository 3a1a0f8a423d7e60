# The name of a container type makes one.
type Names: set[string];
type Ages: table[string] of count;
type List: vector of double;
print |Names("a", "b")|, Ages(["x"] = 5)["x"], List(1, 2.5), |Names()|;
# expect: 2, 5, [1.0, 2.5], 0
