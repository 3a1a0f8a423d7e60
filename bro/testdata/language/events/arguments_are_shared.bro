# All handlers of an event get the same values: containers that one changes are changed for the next.
event e(v: vector of count) &priority=1 { v += 2; }
event e(v: vector of count) { print v; }
event bro_init() { event e(vector(1)); }
# expect: [1, 2]
