# A record prints its fields in the order of its type; unset ones are <uninitialized>.
type In: record { x: count; };
type R: record { b: string &optional; a: In; v: vector of In &default=vector(); };
print R($a=In($x=1)), R($a=In($x=2), $b="s", $v=vector(In($x=3)));
# expect: [b=<uninitialized>, a=[x=1], v=[]], [b=s, a=[x=2], v=[[x=3]]]
