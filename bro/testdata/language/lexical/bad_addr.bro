# An address that is none is an error.
# exit: 1
print 1.2.3.400; ### "address"
