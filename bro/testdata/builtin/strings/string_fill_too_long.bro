# string_fill refuses to make a string of many gigabytes.
event bro_init() { print |string_fill(18446744073709551615, "x")|; } ### "string_fill: the string would be too long"
event bro_init() &priority=-1 { print "on"; }
# expect: on
