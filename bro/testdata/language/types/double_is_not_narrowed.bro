# A double does not become an integer by itself.
# exit: 1
local c: count = 1.5; ### "over-promotion"
local i: int = 1.5; ### "over-promotion"
function f(n: count) { }
f(2.0); ### "over-promotion"
