# A type is a value of its own; records that hold types are used by frameworks.
type Idx: record { ip: addr; };
type Desc: record { idx: any; val: any; };
local d: Desc = [$idx=Idx, $val=count];
print d$idx, d$val;
# expect: Idx, count
