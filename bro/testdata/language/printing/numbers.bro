# Numbers print in decimal; doubles with up to six digits behind the point, whole ones with one.
print 0, -5, 18446744073709551615, 0x10;
print 1.0, 0.5, 3.14159265, 100000.0, 1234567.891, -0.25, 0.000001;
# expect: 0, -5, 18446744073709551615, 16
# expect: 1.0, 0.5, 3.141593, 100000.0, 1234567.891, -0.25, 0.000001
