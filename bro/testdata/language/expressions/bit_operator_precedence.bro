# & binds tighter than ^, ^ tighter than |, shifts tighter than all three.
print 1 | 2 ^ 3 & 6, (1 | 2) ^ 3, 1 << 2 | 1, 1 << 1 + 1, 12 & 10 == 8;
# expect: 1, 0, 5, 4, T
