# A module may be left and continued; what it holds stays.
module A;
global a = 1;
module B;
global b = 2;
module A;
event bro_init() { print a; }
# expect: 1
