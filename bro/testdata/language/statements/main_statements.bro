global x = 3;
print "before", x;
x = 4;
event bro_init() { print "init", x; }
if ( x == 4 ) print "if outside";
# expect: before, 3
# expect: if outside
# expect: init, 4
