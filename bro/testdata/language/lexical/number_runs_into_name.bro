# A number that runs into a name is no token.
# exit: 1
print 12abc; ### "12abc"
