# A record type may be empty.
type E: record { };
local e: E = [];
print e, E();
# expect: [], []
