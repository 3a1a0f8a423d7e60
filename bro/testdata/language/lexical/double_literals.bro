# A double has a point or an exponent.
print 1.0, .5, 2., 1e3, 1E3, 25e-1, 2.5e+2, 1.25e0;
print type_name(1.), type_name(.5), type_name(1e3);
# expect: 1.0, 0.5, 2.0, 1000.0, 1000.0, 2.5, 250.0, 1.25
# expect: double, double, double
