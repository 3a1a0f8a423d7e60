# find_last gives the match that starts last.
event bro_init() { print find_last("foo12bar345", /[0-9]+/), find_last("abc", /.*/), |find_last("abc", /[0-9]/)|, |find_last("", /a/)|; }
# expect: 5, c, 0, 0
