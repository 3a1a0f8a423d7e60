# delete of a whole container empties it, and clear_table a table.
local s = set(1, 2); local t = table([1] = 2); local v = vector(1);
delete s; clear_table(t); delete v;
print |s|, |t|, |v|;
# expect: 0, 0, 0
