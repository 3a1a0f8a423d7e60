# An index of several parts is given in brackets; each part counts.
local t: table[addr, port, string] of count;
t[1.2.3.4, 80/tcp, "x"] = 1;
t[1.2.3.4, 80/tcp, "y"] = 2;
print t[1.2.3.4, 80/tcp, "y"], [1.2.3.4, 80/tcp, "x"] in t, [1.2.3.4, 80/udp, "x"] in t, |t|;
# expect: 2, T, F, 2
