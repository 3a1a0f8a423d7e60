# to_interval reads the print form of an interval, or seconds.
event bro_init() { print to_interval("1.0 min 40.0 secs"), to_interval("2.5"), to_interval("3.0 days"); }
# expect: 1.0 min 40.0 secs, 2.0 secs 500.0 msecs, 3.0 days
