# An interval is a number with a unit, behind blanks or none, in singular or plural.
print 1usec == 0.000001 sec, 1 msec == 1000 usecs, 1sec, 60 secs == 1min, 60mins == 1  hr, 24 hrs == 1	day;
print 2.5 min == 150sec, 0.5hrs == 30 mins, 7 days == 168hr;
print type_name(1 sec);
# expect: T, T, 1.0 sec, T, T, T
# expect: T, T, T
# expect: interval
