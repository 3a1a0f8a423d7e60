# Only values of type any can be cast, or to the type that they have.
# exit: 1
local c = 5;
print c as string; ### "cast not supported"
