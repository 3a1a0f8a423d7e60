# type_name gives the type of a value as a script would write it.
type R: record { a: count; b: string &optional; };
local r: R = [$a=1];
print type_name(r), type_name(set([1, "a"])), type_name(table([1, 80/tcp] = "x")), type_name(vector(vector(1)));
print type_name(function(aa: int, bb: string): bool { return T; }), type_name(function() { }), type_name(bro_init);
# expect: record { a:count; b:string; }, set[count,string], table[count,port] of string, vector of vector of count
# expect: function(aa:int; bb:string;) : bool, function() : void, event()
