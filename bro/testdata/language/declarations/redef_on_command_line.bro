# NAME=VALUE on the command line is a redef after all scripts; strings need no quotes.
# redef: level=7
# redef: name=some text
# redef: M::ratio=0.25
const level = 1 &redef;
redef level = 2;
const name = "x" &redef;
module M;
export { const ratio = 0.0 &redef; }
print level, name, ratio;
# expect: 7, some text, 0.25
