# same_object tells shared values from equal ones.
event bro_init() { local a = vector(1); local b = a; print same_object(a, b), same_object(a, copy(a)), same_object(set(1), set(1)); }
# expect: T, F, F
