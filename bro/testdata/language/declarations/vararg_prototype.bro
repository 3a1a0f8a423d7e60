# A type may say that a function takes any number of arguments.
type Format: function(format: string, ...): string;
type Other: function(n: count; ...): string;
type Anything: function(...): string;
local c: Anything = cat;
print c(1, "a", T);
# expect: 1aT
