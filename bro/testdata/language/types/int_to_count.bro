# An int does not become a count by itself.
# exit: 1
local i: int = 5;
local c: count = i; ### "over-promotion"
c = -1; ### "over-promotion"
