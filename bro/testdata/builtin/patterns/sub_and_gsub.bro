# sub replaces the first match, gsub all; a match of nothing is none.
event bro_init() { print sub("aXbXX", /X/, "-"), gsub("aXbXX", /X+/, "-"), gsub("abc", /x*/, "-"), sub("abc", /z/, "-"), gsub("", /a/, "b"); }
# expect: a-bXX, a-b-, abc, abc, 
