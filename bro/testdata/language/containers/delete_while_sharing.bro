# Two names of one set see the same deletion.
local a = set("x", "y");
local b = a;
delete a["x"];
print "x" in b, |b|;
# expect: F, 1
