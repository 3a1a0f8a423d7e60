# All entries of a table are of one type.
# exit: 1
local t = table([1] = "a", [2] = 5); ### "type mismatch"
local s = set(1, "x"); ### "type mismatch"
local v = vector(1, "x"); ### "vector elements are not of one type"
local b = table(1, 2); ### "table constructor element must be" "table constructor element must be"
