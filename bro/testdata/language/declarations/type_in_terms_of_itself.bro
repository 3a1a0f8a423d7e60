# A type cannot be an alias of itself.
# exit: 1
type A: B; ### "in terms of itself"
type B: A;
