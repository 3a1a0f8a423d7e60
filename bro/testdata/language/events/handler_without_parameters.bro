# An event handled before it is declared elsewhere takes its parameters from the handler.
event lonely(a: count, b: string) { print a, b; }
event bro_init() { event lonely(1, "x"); }
# expect: 1, x
