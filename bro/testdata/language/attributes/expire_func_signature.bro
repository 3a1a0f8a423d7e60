# An expiry function is a function of the table and of its index, part by part or all as one any.
# exit: 1
event as_event(t: table[string] of count, i: string) { }
hook as_hook(t: table[string] of count, i: string) { }
global number = 3;
function as_set(t: table[addr, port] of count, i: set[addr, port]): interval { return 0sec; }
function as_any(t: table[addr, port] of count, i: any): interval { return 0sec; }
function as_parts(t: table[addr, port] of count, a: addr, p: port): interval { return 0sec; }
global t1: table[string] of count &expire_func=as_event;	### "&expire_func attribute is not a function"
global t2: table[string] of count &expire_func=as_hook;	### "&expire_func attribute is not a function"
global t3: table[string] of count &expire_func=number;	### "&expire_func attribute is not a function"
global t4: table[addr, port] of count &expire_func=as_set;	### "&expire_func type clash"
global t5: table[addr, port] of count &expire_func=as_any;
global t6: table[addr, port] of count &expire_func=as_parts;
