# split1 and split_string1 cut once.
event bro_init() { print split1("a=b=c", /=/)[2], split_string1("a=b=c", /=/), split_string1("abc", /=/), |split1("abc", /=/)|; }
# expect: b=c, [a, b=c], [abc], 1
