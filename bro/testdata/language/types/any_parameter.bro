# A parameter of type any takes a value of any type; as gives it back with its type.
function show(x: any): string { return fmt("%s %s", type_name(x), x); }
print show(1), show("a"), show(1.2.3.4), show(vector(1, 2)), show(T);
local a: any = 5;
print (a as count) + 1;
a = "text";
print a as string;
# expect: count 1, string a, addr 1.2.3.4, vector of count [1, 2], bool T
# expect: 6
# expect: text
