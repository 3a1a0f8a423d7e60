# Two times cannot be added, nor a time and a number.
# exit: 1
local t = network_time();
print t + t; ### "type clash"
print t + 1; ### "type clash"
print 1min * 1min; ### "type clash"
