# Built-in functions take any number of arguments where they say so.
print cat(), cat(1), cat(1, "a", T), string_cat("a", "b", "c"), fmt("%s %s", 1, 2);
# expect: , 1, 1aT, abc, 1 2
