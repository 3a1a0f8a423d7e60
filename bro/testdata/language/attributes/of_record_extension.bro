# Attributes behind the fields that redef adds are those of each of them.
type R: record { a: count; };
redef record R += { b: string &optional; } &log;
print R($a=1);
# expect: [a=1, b=<uninitialized>]
