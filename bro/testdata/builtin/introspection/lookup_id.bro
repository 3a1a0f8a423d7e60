# lookup_ID finds globals, functions and enum constants by name.
module M;
export { global x = 5; type E: enum { A, B }; global unset: count; }
function f() { }
event bro_init() { print lookup_ID("M::x"), lookup_ID("M::B"), lookup_ID("nothing"), lookup_ID("M::unset"), type_name(lookup_ID("strlen")), type_name(lookup_ID("bro_init")); }
# expect: 5, M::B, <unknown id>, <no ID value>, function(str:string;) : count, event()
