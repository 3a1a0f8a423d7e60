# A local without a value is unset until it is assigned.
event bro_init() &priority=1 { local n: count; print n; } ### "value used but not set"
event bro_init() { local n: count; n = 5; print n; }
# expect: 5
