# A function may be written where a value is wanted, and called at once.
local twice = function(n: count): count { return n * 2; };
function apply(f: function(n: count): count, n: count): count { return f(f(n)); }
print twice(4), apply(twice, 1), apply(function(n: count): count { return n + 10; }, 1);
print (function(s: string): string { return s + "!"; })("hi");
# expect: 8, 4, 21
# expect: hi!
