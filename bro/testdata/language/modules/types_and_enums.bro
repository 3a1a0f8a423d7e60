# Types and enum labels of a module are exported like all names, and print with it.
module A;
export { type E: enum { ONE, TWO }; type R: record { e: E; }; }
module GLOBAL;
local r: A::R = [$e=A::ONE];
local e: A::E = A::TWO;
print r, e, A::R($e=A::TWO), fmt("%s", e);
# expect: [e=A::ONE], A::TWO, [e=A::TWO], A::TWO
