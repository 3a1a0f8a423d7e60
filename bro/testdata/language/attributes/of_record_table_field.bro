# A field that is a table may have attributes of tables.
type R: record { t: table[string] of count &default=table() &create_expire=1hr; u: table[count] of string &default=function(n: count): string { return fmt("<%d>", n); } &optional; };
local r: R;
r$t["a"] = 1;
print r$t["a"], r?$u;
# expect: 1, F
