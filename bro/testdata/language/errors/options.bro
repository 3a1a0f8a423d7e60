# An option has a first value, unless it is a container, and no statement can assign to it.
# exit: 1
option a: count;	### "option variable must be initialized: a"
option b: any = 5;	### "option b cannot have type any"
option c = 5;
option d: set[count];
type R: record { a: count &default=1; };
option e: R;	### "option variable must be initialized: e"
c = 6;	### "option is not a modifiable lvalue: c (use Option::set)"
