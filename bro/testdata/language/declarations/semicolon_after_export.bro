# A semicolon may follow a block of declarations or a body.
module M;
export { global x = 1; };
function f(): count { return x; };
event bro_init() { print f(); };
# expect: 1
