# A &default has to fit: a value of the field's or table's type, or a function of the index.
# exit: 1
type R: record { a: count &default="x"; }; ### "type mismatch"
global t: table[count] of string &default=5; ### "type mismatch"
function f(s: string): string { return s; }
global u: table[count] of string &default=f; ### "&default function type clash"
