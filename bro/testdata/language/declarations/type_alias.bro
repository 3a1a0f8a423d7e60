# type names a type; the name is the same type.
type Name: string;
type Names: set[Name];
local n: Name = "x";
local s: Names = set("x", "y");
local plain: string = n;
print n in s, plain;
# expect: T, x
