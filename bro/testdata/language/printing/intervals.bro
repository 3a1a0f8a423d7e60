# An interval prints in its units, largest first.
print 0sec, 1sec, 2secs, 1min, 90sec, 1hr + 1min, 1day, 36hrs, 1msec, 0.5sec, -1min, 2days + 500msec;
# expect: 0 secs, 1.0 sec, 2.0 secs, 1.0 min, 1.0 min 30.0 secs, 1.0 hr 1.0 min, 1.0 day, 1.0 day 12.0 hrs, 1.0 msec, 500.0 msecs, -1.0 min, 2.0 days 500.0 msecs
