# The type of a variable without one is that of its initial value.
global c = 1;
global i = -1;
global d = 1.5;
global iv = 1sec;
global p = 80/tcp;
global s = set(1, 2);
global t = table(["a"] = 1.0);
global v = vector("a");
global f = function(n: count): string { return "f"; };
print type_name(c), type_name(i), type_name(d), type_name(iv), type_name(p);
print type_name(s), type_name(t), type_name(v), type_name(f);
# expect: count, int, double, interval, port
# expect: set[count], table[string] of double, vector of string, function(n:count;) : string
