# A function that does not exist is an error that names it.
# exit: 1
print no_such_function(1); ### "no_such_function"
