# A type's keywords are a value where one is wanted: basic types and containers.
type D: record { val: any; };
function name(x: any): string { return fmt("%s", x); }
local d: D = [$val=count];
print name(addr), name(set[string]), name(table[count] of string), name(vector of bool), d$val;
# expect: addr, set[string], table[count] of string, vector of bool, count
