# A verb that there is not, and a format that ends within one, are errors of the handler.
event bro_init() &priority=5 { print fmt("%q", 1); } ### "fmt: unknown verb %q in a format"
event bro_init() &priority=4 { print fmt("%", 1); } ### "fmt: unfinished format \"%\""
event bro_init() &priority=3 { print fmt("%5", 1); } ### "fmt: unfinished format \"%5\""
