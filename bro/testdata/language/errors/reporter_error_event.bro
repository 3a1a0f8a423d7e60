# A run-time error is raised as reporter_error, with its message and place.
event reporter_error(t: time, msg: string, location: string) { print "no such index" in msg, /line 3$/ in location; }
event bro_init() { local v: vector of count; print v[1]; } ### "no such index"
# expect: T, T
