# Parameters with &default may be left out from the end.
function f(a: count, b: count &default=10, c: string &default="x"): string { return fmt("%d %d %s", a, b, c); }
print f(1), f(1, 2), f(1, 2, "z");
# expect: 1 10 x, 1 2 x, 1 2 z
