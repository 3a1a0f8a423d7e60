# string_cat puts strings one after the other.
event bro_init() { print string_cat("a", "", "b\x00", "c"), string_cat(), string_cat("one"); }
# expect: ab\x00c, , one
