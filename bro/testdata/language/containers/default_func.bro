global t: table[count] of string &default=function(n: count): string { return fmt("none-%d", n); };
global two: table[count, string] of string &default=function(n: count, s: string): string { return cat(n, s); };
event bro_init() { t[1] = "one"; print t[1], t[7], |t|, two[3, "x"]; }
# expect: one, none-7, 1, 3x
