# return when is only possible in a function.
# exit: 1
event bro_init() { return when ( T ) { return 1; } } ### "return when is only possible in functions" "must not return a value"
