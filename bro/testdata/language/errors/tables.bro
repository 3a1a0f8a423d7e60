# Elements and indices of tables have the table's types, and stand in brackets.
# exit: 1
global t: table[count] of string;
global other: table[count] of count;
print table("a" = 1);	### "its index needs brackets"
global x = table([1] = 2, 3);	### "table constructor element must be [index] = value"
global y: table[count] of string = { [1] = 2 };	### "table value: type mismatch: expected string, found count"
global z: set[count] = { [1] = 2 };	### "set constructor element must not have a value"
print t["a"];	### "index: type mismatch: expected count, found string"
print t[1, 2];	### "wrong number of index parts: table[count] of string takes 1, found 2"
print t[1:2];	### "[...:...] not applicable to table[count] of string"
t += other;	### "operand of +=: type mismatch"
t[1] = 5;	### "assignment: type mismatch: expected string, found count"
add t[1];	### "illegal add statement"
global bad: table[count] of string &default=function(i: string): string { return i; };	### "&default function type clash"
