# A string ends on its line.
# exit: 1
print "abc; ### "string"
print 1;
