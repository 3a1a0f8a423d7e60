# A record constructor gives fields of the type by name, with values of their types.
# exit: 1
type Pair: record { a: count; p: port &default=1/tcp; };
global p1 = Pair(5);	### "constructor of Pair: type mismatch: expected Pair, found count"
global p2 = Pair($a="x");	### "field 'a': type mismatch: expected count, found string"
global p3 = Pair($b=5);	### "Pair has no field 'b'"
global p4: Pair = [$a=1, $p=80];	### "field 'p': type mismatch: expected port, found count"
global p5: Pair = record($a=1, 2);	### "every element must be $field=value"
global p6: Pair = [$p=1/udp];	### "non-optional field \"a\" missing"
global p7 = [$a=1];
print p7$b;	### "no such field in record"
print $a=5;	### "only possible within a record constructor"
