# A function may call itself, and others that call it.
function fact(n: count): count { return n <= 1 ? 1 : n * fact(n - 1); }
global is_odd: function(n: count): bool;
function is_even(n: count): bool { return n == 0 || is_odd(n - 1); }
function is_odd(n: count): bool { return n != 0 && is_even(n - 1); }
print fact(10), is_even(10), is_odd(10);
# expect: 3628800, T, F
