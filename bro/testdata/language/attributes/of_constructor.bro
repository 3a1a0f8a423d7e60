# The attributes of a table that is written as an argument are its own.
function missing(t: table[string] of count): count { return t["zz"]; }
print missing(table(["a"] = 1) &default=7 &read_expire=1hr);
# expect: 7
