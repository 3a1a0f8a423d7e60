# == and != compare all plain types.
print 1 == 1, 1.5 != 1.5, "a" == "a", T == F, 1sec == 1000msec, 80/tcp == 80/tcp;
print 1.2.3.4 == 1.2.3.4, 1.0.0.0/8 == 1.0.0.0/9, /a/ == "a", network_time() == network_time();
# expect: T, F, T, F, T, T
# expect: T, F, T, T
