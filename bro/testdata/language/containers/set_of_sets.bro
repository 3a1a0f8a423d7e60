# Sets as elements count by what they hold, whatever the order.
local s: set[set[count]];
add s[set(1, 2)];
print set(2, 1) in s, set(1) in s, |s|;
# expect: T, F, 1
