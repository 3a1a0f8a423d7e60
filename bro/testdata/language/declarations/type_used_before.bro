# A type may be used before its declaration.
global r: Later = [$x=1];
type Later: record { x: count; };
print r;
# expect: [x=1]
