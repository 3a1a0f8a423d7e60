# An &expire_func takes the table and its index and gives an interval.
# exit: 1
function f(n: count): interval { return 0sec; }
global t: table[count] of count &create_expire=1sec &expire_func=f; ### "&expire_func type clash"
