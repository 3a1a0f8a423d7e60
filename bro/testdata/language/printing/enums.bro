# A label prints with its module, a global one bare.
type G: enum { HERE };
module M;
export { type E: enum { THERE }; }
print HERE, THERE, M::THERE, fmt("%s", M::THERE), cat(HERE);
# expect: HERE, M::THERE, M::THERE, M::THERE, HERE
