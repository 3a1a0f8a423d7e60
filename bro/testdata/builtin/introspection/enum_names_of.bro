# enum_names gives the labels of an enum type; anything else has none.
module M;
type E: enum { A, B };
redef enum E += { C };
event bro_init() { print enum_names(E), |enum_names("M::E")|, |enum_names("count")|, |enum_names(5)|; }
# expect: {
# expect: M::A,
# expect: M::B,
# expect: M::C
# expect: }, 3, 0, 0
