# Operators bind as in Bro: unary, * / %, + -, shifts, & ^ |, in, comparison, &&, ||, ?:.
print 2 + 3 * 4, (2 + 3) * 4, 10 - 4 - 3, 100 / 10 / 2, 2 * 3 % 4, 7 % 4 * 2;
print 1 + 1 == 2 && 3 > 2 || F, F && F || T, T || F && F, ! F && F;
print 1 + 1 in set(2), 1 in set(1) == T, -3 + 5, - 2 * 3, |"ab"| + 1 == 3;
print T ? 1 : F ? 2 : 3, F ? 1 : F ? 2 : 3, 1 < 2 ? "y" : "n";
# expect: 14, 20, 3, 5, 2, 6
# expect: T, T, T, F
# expect: T, T, 2, -6, T
# expect: 1, 3, y
