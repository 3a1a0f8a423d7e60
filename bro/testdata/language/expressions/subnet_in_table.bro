# An address is in a table or set of subnets if one of them holds it; the longest decides.
local t: table[subnet] of string = { [10.0.0.0/8] = "wide", [10.1.0.0/16] = "narrow" };
local s: set[subnet] = { 192.168.0.0/16 };
print 10.1.2.3 in t, t[10.1.2.3], t[10.2.2.3], 11.0.0.1 in t, 192.168.4.4 in s, 10.1.0.0/16 in t;
# expect: T, narrow, wide, F, T, T
