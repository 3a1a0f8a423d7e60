# A bool is T or F.
local b = T;
print b, !b, b && F, b || F, b == T, b != T;
print type_name(b);
# expect: T, F, F, T, T, F
# expect: bool
