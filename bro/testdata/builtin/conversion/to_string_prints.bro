# to_string is the print form of a value.
event bro_init() { print to_string(5) + to_string(T) + to_string(1.2.3.4) + to_string([$a=1]); }
# expect: 5T1.2.3.4[a=1]
