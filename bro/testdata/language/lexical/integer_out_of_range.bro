# An integer literal has at most 64 bits.
# exit: 1
print 18446744073709551616; ### "out of range"
print 0x10000000000000000; ### "out of range"
