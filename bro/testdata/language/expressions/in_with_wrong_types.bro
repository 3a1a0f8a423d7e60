# in needs what can be in the right side.
# exit: 1
print "a" in set(1); ### "type"
print 1 in "abc"; ### "type clash"
print 1 in 5; ### "type clash"
