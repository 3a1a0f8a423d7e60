# Sets and tables print one entry a line, vectors in one line.
print set(5);
print table(["a"] = 1);
print table([1, "x"] = 1.2.3.4);
print vector("a", "b");
local e: table[count] of count;
print e;
# expect: {
# expect: 5
# expect: }
# expect: {
# expect: [a] = 1
# expect: }
# expect: {
# expect: [1, x] = 1.2.3.4
# expect: }
# expect: [a, b]
# expect: {
# expect: 
# expect: }
