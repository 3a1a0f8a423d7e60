# < <= > >= order numbers, strings, times, intervals, ports, addresses.
print 1 < 2, 2.5 >= 2.5, "a" <= "b", 1sec > 1msec, 80/tcp < 81/tcp, 1.2.3.4 < 1.2.3.5, 1.2.3.4 >= 1.2.3.4;
print 10.0.0.0/8 < 11.0.0.0/8, -1 < 0, double_to_time(1.0) < double_to_time(2.0);
# expect: T, T, T, T, T, T, T
# expect: T, T, T
