# Changing values of the table that a loop goes through is fine.
local t = table([1] = 10, [2] = 20);
for ( k in t ) t[k] += 1;
print t[1], t[2];
# expect: 11, 21
