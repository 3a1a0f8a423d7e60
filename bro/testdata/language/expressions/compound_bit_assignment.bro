# &= |= ^= <<= >>= change a count in place.
local c = 12;
c &= 10; print c;
c |= 3; print c;
c ^= 1; print c;
c <<= 4; print c;
c >>= 2; print c;
# expect: 8
# expect: 11
# expect: 10
# expect: 160
# expect: 40
