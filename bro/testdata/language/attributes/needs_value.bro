# An attribute that needs a value has to have one.
# exit: 1
global t: table[count] of count &create_expire; ### "&create_expire needs a value"
type R: record { a: count &default; }; ### "&default needs a value"
