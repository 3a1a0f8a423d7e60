# Attributes of fields: &log, &optional, &default together; whether logged does not change the value.
type R: record { a: count &log; b: string &optional &log; c: double &default=1.5 &log; };
print R($a=1);
# expect: [a=1, b=<uninitialized>, c=1.5]
