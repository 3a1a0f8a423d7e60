# to_count reads decimal digits behind blanks; a minus sign gives the two's complement, as strtoull does.
event bro_init() { print to_count("7"), to_count("  42"), to_count("18446744073709551615"), to_count("-5"), to_count("007"); }
# expect: 7, 42, 18446744073709551615, 18446744073709551611, 7
