# modulo has the sign of the divisor, where % has that of the dividend.
event bro_init() { print modulo(7, 3), modulo(-7, 3), modulo(7, -3), modulo(-6, 3), -7 % +3; }
# expect: 1, 2, -2, 0, -1
