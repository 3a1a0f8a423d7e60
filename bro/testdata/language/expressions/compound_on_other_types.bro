# += works on strings, intervals, times, patterns, sets and tables.
local s = "a"; s += "b";
local iv = 1sec; iv += 1min; iv -= 1sec;
local t = double_to_time(10.0); t += 5sec;
local u = set(1, 2); u += set(2, 3); u -= set(1);
local m = table([1] = "x"); m += table([2] = "y");
print s, iv, t, 1 in u, 3 in u, |u|, m[2];
# expect: ab, 1.0 min, 15.0, F, T, 2, y
