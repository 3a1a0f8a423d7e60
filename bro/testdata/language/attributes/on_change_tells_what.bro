# &on_change gets the new value of a new entry, the old one of an entry that changes or goes; its own changes do not call it, and a copy of the table keeps it.
global t: table[string, int] of count &on_change=function(t: table[string, int] of count, what: TableChange, a: string, b: int, v: count)
	{
	print what, a, b, v;
	t[a, b] = 77;
	};
global s: set[addr] &on_change=function(s: set[addr], what: TableChange, a: addr)
	{ print what, a; if ( what == TABLE_ELEMENT_NEW ) delete s[a]; };
event bro_init()
	{
	t["k", 1] = 5;
	print t["k", 1];
	t["k", 1] += 2;
	delete t["k", 1];
	print |t|;
	add s[1.2.3.4];
	print |s|;
	local c = copy(t);
	delete c["k", 1];
	print |t|;
	}
# expect: TABLE_ELEMENT_NEW, k, 1, 5
# expect: 77
# expect: TABLE_ELEMENT_CHANGED, k, 1, 77
# expect: TABLE_ELEMENT_REMOVED, k, 1, 77
# expect: 1
# expect: TABLE_ELEMENT_NEW, 1.2.3.4
# expect: 0
# expect: TABLE_ELEMENT_REMOVED, k, 1, 77
# expect: 1
