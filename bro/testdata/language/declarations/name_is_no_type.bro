# A variable is no type.
# exit: 1
global a = 1;
global b: a; ### "a is not a type"
