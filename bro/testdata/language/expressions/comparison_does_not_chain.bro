# a < b < c is a syntax error.
# exit: 1
print 1 < 2 < 3; ### "syntax error"
