# == does not compare records.
# exit: 1
type R: record { a: count; };
print R($a=1) == R($a=1); ### "type clash"
