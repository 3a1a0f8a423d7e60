# A keyword cannot name a variable.
# exit: 1
global print = 1; ### "syntax error"
