# A name is looked up in its module first, then globally; :: names another module.
global x = "global";
module A;
global x = "A";
export { global y = "A y"; const z = "A z"; }
function f(): string { return x; }
event bro_init() &priority=2 { print x, y, A::y, GLOBAL::x, f(); }
module B;
event bro_init() &priority=1 { print x, A::y, A::z; }
module GLOBAL;
event bro_init() { print x; }
# expect: A, A y, A y, global, A
# expect: global, A y, A z
# expect: global
