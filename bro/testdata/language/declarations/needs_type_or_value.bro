# A variable needs a type or an initial value.
# exit: 1
global x; ### "needs a type or an initial value"
