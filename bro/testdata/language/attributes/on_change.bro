global log: function(t: table[string] of count, tpe: TableChange, k: string, v: count);
global t: table[string] of count &on_change=log;
function log(t: table[string] of count, tpe: TableChange, k: string, v: count) { print tpe, k, v; }
event bro_init() { t["a"] = 1; t["a"] = 2; ++t["a"]; delete t["a"]; delete t["zz"]; }
# expect: TABLE_ELEMENT_NEW, a, 1
# expect: TABLE_ELEMENT_CHANGED, a, 1
# expect: TABLE_ELEMENT_CHANGED, a, 2
# expect: TABLE_ELEMENT_REMOVED, a, 3
