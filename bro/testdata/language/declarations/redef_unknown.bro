# redef of a name that is not defined is an error.
# exit: 1
redef nothing = 2; ### "unknown identifier nothing"
