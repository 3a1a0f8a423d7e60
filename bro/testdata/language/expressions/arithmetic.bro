event bro_init()
	{
	print 7 / 2, 7 % 2, -7 / 2, 7.0 / 2, 2 * 3 + 1;
	local i: int = -5;
	print i, |i|, +3, -i;
	print 1 + 2.5, 3 - 1, 0x1f;
	local c: count = 5;
	c += 3; print c;
	c -= 1; print c;
	c *= 2; print c;
	c /= 4; print c;
	print ++c, --c, c;
	print 5 & 3, 5 | 3, 5 ^ 3, ~0 & 0xff, 1 << 4, 256 >> 2;
	print 1 < 2, 2 <= 1, 3 == 3, 3 != 3, 2 > 1 && ! F, F || T;
	}
# expect: 3, 1, -3, 3.5, 7
# expect: -5, 5, 3, 5
# expect: 3.5, 2, 31
# expect: 8
# expect: 7
# expect: 14
# expect: 3
# expect: 4, 3, 3
# expect: 1, 7, 6, 255, 16, 64
# expect: T, F, T, F, T, T
