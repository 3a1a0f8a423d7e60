# redef record R$f adds &log to a field or takes it away.
type R: record { a: count; b: count &log; };
redef record R$a += { &log };
redef record R$b -= { &log };
print R($a=1, $b=2);
# expect: [a=1, b=2]
