# A run-time error ends all functions under way, and the handler that called them.
function inner(v: vector of count): count { return v[9]; } ### "no such index"
function outer(): count { local r = inner(vector(1)); print "not reached"; return r; }
event bro_init() &priority=1 { print "before"; outer(); print "not reached"; }
event bro_init() { print "next handler"; }
# expect: before
# expect: next handler
