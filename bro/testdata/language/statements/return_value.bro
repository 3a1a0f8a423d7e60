# return ends a function with a value of its result type.
function f(n: count): double { if ( n > 5 ) return n; return 0.5; }
function g(): set[count] { return set(); }
print f(7), f(1), |g()|;
# expect: 7.0, 0.5, 0
