# A verb that the value's type does not have is an error of the handler.
event bro_init() &priority=5 { print fmt("%d", "x"); } ### "fmt: bad type for %d: string"
event bro_init() &priority=4 { print fmt("%f", 1); } ### "fmt: bad type for %f: count"
event bro_init() &priority=3 { print fmt("%d", 1.5); } ### "fmt: bad type for %d: double"
event bro_init() &priority=2 { print fmt("%T", "x"); } ### "fmt: bad type for %T: string"
event bro_init() &priority=1 { print fmt("%x", 10.0.0.0/8); } ### "fmt: bad type for %x: subnet"
