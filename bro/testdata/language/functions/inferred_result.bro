# An anonymous function without a result type has that of what it returns.
local f = function(a: count, b: count) { return a > b; };
type R: record { pred: function(n: count): bool; };
local r: R = [$pred(n: count) = { return n > 5; }];
print f(2, 1), r$pred(6), r$pred(1);
# expect: T, T, F
