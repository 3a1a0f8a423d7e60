# Attributes that mean nothing to this engine are accepted.
global a: count = 1 &synchronized;
global t: table[count] of count &persistent &synchronized;
global m: set[count] &mergeable;
print a, |t|, |m|;
# expect: 1, 0, 0
