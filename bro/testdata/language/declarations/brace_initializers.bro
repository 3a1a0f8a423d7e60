# { } is the initial value of sets, tables and vectors; a comma may follow its last element.
global s: set[count] = { 1, 2, };
global t: table[count] of string = { [1] = "a", [2] = "b", };
global v: vector of count = { 3, 4 };
global m: table[count, string] of count = { [1, "x"] = 10, [2, "y"] = 20 };
global n: set[addr, port] = { [1.2.3.4, 80/tcp], [5.6.7.8, 53/udp] };
global e: set[string] = {};
print |s|, t[2], v, m[2, "y"], [1.2.3.4, 80/tcp] in n, |e|;
# expect: 2, b, [3, 4], 20, T, 0
