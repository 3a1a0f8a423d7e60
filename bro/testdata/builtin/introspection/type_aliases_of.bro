# type_aliases gives the name of a type; types without a name have none.
type R: record { a: count; };
event bro_init() { print type_aliases(R($a=1)), type_aliases(R), |type_aliases(5)|, |type_aliases(vector(1))|; }
# expect: {
# expect: R
# expect: }, {
# expect: R
# expect: }, 0, 0
