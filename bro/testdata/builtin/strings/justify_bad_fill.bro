# The fill of ljust is one character.
event bro_init() { print ljust("a", 4, "xy"); } ### "ljust: the fill must be one character"
event bro_init() &priority=-1 { print rjust("a", 4, ""); } ### "rjust: the fill must be one character"
