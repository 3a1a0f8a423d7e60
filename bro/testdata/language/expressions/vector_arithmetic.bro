# Operators work element by element on vectors of one length.
local a = vector(1, 2, 3); local b = vector(10, 20, 30);
print a + b, b - a, a * b, b / a, b % vector(3, 3, 4), a < b, a == vector(1, 0, 3);
print vector(T, F) && vector(T, T), vector(T, F) || vector(F, F);
# expect: [11, 22, 33], [9, 18, 27], [10, 40, 90], [10, 10, 10], [1, 2, 2], [T, T, T], [T, F, T]
# expect: [T, F], [T, F]
