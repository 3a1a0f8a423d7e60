# A table has one kind of expiry.
# exit: 1
global t: table[count] of count &create_expire=1sec &read_expire=1sec; ### "can only have one of"
