# A type has to be known.
# exit: 1
global a: Nothing; ### "Nothing"
