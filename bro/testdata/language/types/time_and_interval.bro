# time - time is an interval, time + interval a time; intervals scale.
local t0 = double_to_time(1000.0);
local t1 = t0 + 90 sec;
print t1 - t0, t1 - 30sec, type_name(t1 - t0), type_name(t1 - 30sec), t0 < t1;
print 1min + 30sec, 2 * 1min, 1hr / 2, 1hr / 20min, 1min - 2min, type_name(1hr / 20min), 1min * 1.5;
print interval_to_double(2min), time_to_double(t1), |1min|;
# expect: 1.0 min 30.0 secs, 1060.0, interval, time, T
# expect: 1.0 min 30.0 secs, 2.0 mins, 30.0 mins, 3.0, -1.0 min, double, 1.0 min 30.0 secs
# expect: 120.0, 1090.0, 60.0
