# What a hook's body changes in a record the caller sees.
type Info: record { n: count; seen: set[string] &default=set(); };
hook h(i: Info) { i$n += 1; add i$seen["h"]; }
event bro_init() { local i: Info = [$n=1]; hook h(i); print i$n, "h" in i$seen; }
# expect: 2, T
