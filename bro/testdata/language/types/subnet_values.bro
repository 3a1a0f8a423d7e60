# Subnets compare, lie in each other, and have a number of addresses.
local s = 10.1.0.0/16;
print s == 10.1.9.9/16, s in 10.0.0.0/8, 10.0.0.0/8 in s, |s|, |1.2.3.4/32|, subnet_width(s);
# expect: T, T, F, 65536.0, 1.0, 16
