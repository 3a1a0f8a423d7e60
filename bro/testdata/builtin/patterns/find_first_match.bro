# find_first gives the match that starts first, the longest there; the empty string is none.
event bro_init() { print find_first("foo12bar345", /[0-9]+/), find_first("abc", /b?/), |find_first("abc", /[0-9]/)|, |find_first("", /a/)|; }
# expect: 12, b, 0, 0
