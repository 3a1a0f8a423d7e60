# %As escapes bytes of a string that do not print.
event bro_init() { print |fmt("%As", "a\x00b")|, |fmt("%s", "a\x00b")|; }
# expect: 6, 3
