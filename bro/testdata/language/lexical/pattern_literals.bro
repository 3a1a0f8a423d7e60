# A pattern may hold escaped slashes, quotes, classes, repetitions.
print /a\/b/ == "a/b", /"a.b"/ == "a.b", /"a.b"/ == "axb", /[a-c]+x{2,3}/ == "abcxx", /x{2}/ == "x";
print /(?i:get)/ == "GeT", /^abc$/ == "abc", /a|b|/ == "", /[^a-z]/ in "abc1", /\x41\.\[/ == "A.[";
# expect: T, T, F, T, F
# expect: T, T, T, T, T
