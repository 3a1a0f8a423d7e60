# Reading behind the end of a vector is a run-time error, and so is a negative index.
event bro_init() &priority=2 { local v = vector(1, 2); print v[1]; print v[2]; } ### "no such index"
event bro_init() &priority=1 { local v = vector(1, 2); print v[-1]; } ### "no such index"
# expect: 2
