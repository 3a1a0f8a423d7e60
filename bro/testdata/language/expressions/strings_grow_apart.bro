# Strings that began as one and are made longer at the same place stay apart.

function longer(s: string, t: string): string
	{
	s += t;
	return s;
	}

event zeek_init()
	{
	local fifty = "01234567890123456789012345678901234567890123456789";
	local a = longer(fifty, fifty);
	local b = longer(a, "b");
	local c = longer(a, "c");
	local d = longer(b, "d");
	local e = longer(b, "e");
	print |a|, b[99:], c[99:], d[99:], e[99:], a[99:];
# expect: 100, 9b, 9c, 9bd, 9be, 9
	local s = "";
	local kept: vector of string;
	local i = 0;
	while ( i < 30 )
		{
		s += cat(i, ",");
		kept[i] = s;
		++i;
		}
	print kept[2], kept[25][60:], |kept[29]|;
# expect: 0,1,2,, 3,24,25,, 80
	s = s + s;
	print |s|, s[78:84];
# expect: 160, 9,0,1,
	s += s;
	print |s|, s == longer(kept[29] + kept[29], kept[29] + kept[29]);
# expect: 320, T
	local x = "x";
	print "<" + x + "|" + longer(x, "y") + ("(" + x + ")") + ">";
# expect: <x|xy(x)>
	}
