# Globals need no capture.
global total = 0;
local add_up = function(n: count) { total += n; };
add_up(3); add_up(4);
print total;
# expect: 7
