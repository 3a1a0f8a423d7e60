# The width of a subnet is at most that of its address.
# exit: 1
print 10.0.0.0/33; ### "width"
