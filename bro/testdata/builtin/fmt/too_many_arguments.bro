# Too many arguments for a format are an error of the handler.
event bro_init() { print fmt("%d", 1, 2); } ### "fmt: too many arguments for the format \"%d\""
