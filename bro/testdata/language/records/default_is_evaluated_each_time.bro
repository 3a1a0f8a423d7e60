# A &default that calls a function calls it for each record.
global n = 0;
function next_n(): count { return ++n; }
type R: record { id: count &default=next_n(); };
print R()$id < R()$id, n;
# expect: T, 2
