# Behind a pattern, i ignores the case of letters and s lets a dot be a newline.
print /abc/i == "aBC", /abc/ == "aBC", /a.c/s == "a\nc", /a.c/ == "a\nc", /A.C/is == "a\nc";
# expect: T, F, T, F, T
