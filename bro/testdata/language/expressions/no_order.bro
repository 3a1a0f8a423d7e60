# Bools, sets and patterns have no order.
# exit: 1
print T < F; ### "type clash"
print set(1) < "x"; ### "type clash"
print /a/ < /b/; ### "type clash"
