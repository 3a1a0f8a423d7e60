# Division of integers cuts towards 0, and so does the remainder.
print 7 / 2, -7 / 2, +7 / -2, 7 % 3, -7 % 3, +7 % -3;
# expect: 3, -3, -3, 1, -1, 1
