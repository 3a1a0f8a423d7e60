# &on_change is called for each change of a table.
function changed(t: table[string] of count, tpe: TableChange, k: string, v: count) { print tpe, k, v; }
global t: table[string] of count &on_change=changed;
event bro_init()
	{
	t["a"] = 1;
	t["a"] = 2;
	delete t["a"];
	}
# expect: TABLE_ELEMENT_NEW, a, 1
# expect: TABLE_ELEMENT_CHANGED, a, 1
# expect: TABLE_ELEMENT_REMOVED, a, 2
