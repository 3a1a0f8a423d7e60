# Labels of different enum types can be compared for equality, which is warned of.
# expect: T
# expect: T
type Color: enum { RED, GREEN };
type City: enum { ROME, PARIS };
print RED == RED && RED != GREEN;
print GREEN != ROME;	### "warning: comparing labels of different enum types: Color and City"
