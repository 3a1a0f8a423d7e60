# unescape_URI replaces %HH and leaves what is no escape.
event bro_init() { print unescape_URI("a%20b%2Fc"), unescape_URI("100%"), unescape_URI("%zz%4"), unescape_URI("%41%61"), unescape_URI(""); }
# expect: a b/c, 100%, %zz%4, Aa, 
