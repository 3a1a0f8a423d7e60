# The index has to be of the table's type.
# exit: 1
local t = table(["a"] = 1);
print t[5]; ### "type mismatch"
print t["a", "b"]; ### "wrong number of index parts"
t["x"] = "y"; ### "type mismatch"
local s = set(1, 2);
print s[1]; ### "a set has no values to index"
local n = 5;
print n[0]; ### "not an index type"
