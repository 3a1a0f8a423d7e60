# += -= *= /= %= change a number in place.
local c = 10;
c += 5; print c;
c -= 3; print c;
c *= 2; print c;
c /= 5; print c;
c %= 3; print c;
local d = 1.5; d *= 2; d += 1; print d;
local i = -5; i -= 2; print i;
# expect: 15
# expect: 12
# expect: 24
# expect: 4
# expect: 1
# expect: 4.0
# expect: -7
