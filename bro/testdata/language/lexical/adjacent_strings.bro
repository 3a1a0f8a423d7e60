# Adjacent strings are not joined: that is a syntax error.
# exit: 1
print "a" "b"; ### "syntax error"
