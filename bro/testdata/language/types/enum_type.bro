# Values of an enum compare for equality, and belong to their type alone.
type Color: enum { RED, GREEN };
local c: Color = RED;
local seen: table[Color] of count = { [RED] = 1, [GREEN] = 2 };
print c == RED, c != GREEN, seen[GREEN], c, enum_to_int(GREEN), fmt("%s", c);
# expect: T, T, 2, RED, 1, RED
