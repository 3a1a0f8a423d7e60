# A character that begins no token is an error; the rest of the file is still read.
# exit: 1
print 1 ` 2; ### "unrecognized character - `"
print nope; ### "unknown identifier nope"
