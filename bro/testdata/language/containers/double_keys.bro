# Doubles, intervals, times, enums, bools, subnets and patterns can be indices.
type E: enum { A, B };
print 1.5 in set(1.5), 1sec in set(1000msec), T in set(T), B in set(A, B), 10.0.0.0/8 in set(10.1.2.3/8);
print table([1.5] = "d")[1.5], table([1min] = "i")[60sec];
# expect: T, T, T, T, T
# expect: d, i
