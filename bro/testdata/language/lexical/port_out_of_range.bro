# A port number has 16 bits.
# exit: 1
print 65536/tcp; ### "port"
