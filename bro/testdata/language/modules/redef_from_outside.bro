# redef reaches into another module by the qualified name.
module A;
export { const level = 1 &redef; type E: enum { X }; type R: record { a: count; }; }
module B;
redef A::level = 5;
redef enum A::E += { Y };
redef record A::R += { b: count &default=2; };
event bro_init() { print A::level, Y, A::R($a=1); }
# expect: 5, B::Y, [a=1, b=2]
