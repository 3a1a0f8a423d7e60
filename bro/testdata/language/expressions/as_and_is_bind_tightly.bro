# as and is bind tighter than all other operators.
local a: any = 5;
print a as count + 1, ! a is string, a is count && T;
# expect: 6, T, T
