# A width or precision above 128 is refused.
event bro_init() &priority=5 { print |fmt("%128d", 1)|; print fmt("%129d", 1); } ### "fmt: excessive field width or precision"
event bro_init() &priority=4 { print |fmt("%.128f", 1.0)|; print fmt("%.999999999999f", 1.0); } ### "fmt: excessive field width or precision"
# expect: 128
# expect: 130
