# Record types may mean each other through optional fields and containers.
# expect: 2
# expect: 3
# expect: [right=[left=[right=<uninitialized>], n=1]]
type Node: record { n: count; following: Node &optional; named: table[string] of Node &default=table(); };
local first: Node = [$n=1];
first$following = Node($n=2);
first$named["x"] = [$n=3];
print first$following$n;
print first$named["x"]$n;
type Left: record { right: Right &optional; };
type Right: record { left: Left &default=Left(); n: count; };
print Left($right=Right($n=1));
