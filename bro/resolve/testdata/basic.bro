# The forms that scripts use most, without an error.
type Idx: record { ip: addr; };
type Val: record { timestamp: time; reason: string; };
global blacklist: table[addr] of Val = table();
global n = 5;
global s: set[addr, port] = { [1.2.3.4, 80/tcp], [[::1], 53/udp] };
global t: table[count] of string = { [1] = "a", [2] = "b" } &default="none" &create_expire=5min;
global v: vector of double = vector(1, 2.5);
const networks: set[subnet] = { 10.0.0.0/8, 192.168.0.0/16 } &redef;
redef networks += { 172.16.0.0/12 };
redef networks -= { 10.0.0.0/8 };

function f(a: count, b: string &default="x"): bool
	{
	if ( a in t && b != "" )
		return |t[a]| > 3;
	else if ( [1.2.3.4, 80/tcp] !in s )
		return F;
	local i: int = 5;
	local d: double = 5;
	i = -a;
	i += 1;
	d = i * 2.5 + a;
	return 1.2.3.4 in networks || /abc/ in b || b == /x|y/;
	}

event zeek_init() &priority=-5
	{
	local x: count;
	x = f(1) ? 1 : 2;
	++t2["a"];
	for ( [a, p] in s )
		print a, p, fmt("%s", a);
	for ( k, w in t )
		print k + 1, w + "!";
	for ( i in v )
		v[i] = v[i] * 2;
	schedule 1min { later(x) };
	event later(3);
	add s[1.1.1.1, 1/tcp];
	delete s[1.1.1.1, 1/tcp];
	switch ( x )
		{
		case 1, 2:
			print "low";
			break;
		default:
			print "high";
			break;
		}
	while ( x < 10 )
		++x;
	blacklist[1.1.1.1] = [$timestamp=network_time(), $reason="none"];
	print blacklist[1.1.1.1]?$reason, blacklist[1.1.1.1]$reason[0:2];
	when ( x > 3 ) { print "done"; } timeout 5sec { print "late"; }
	}

global t2: table[string] of count &default=0;
global later: event(n: count);

event later(n: count)
	{
	if ( n > 1 && network_time() - double_to_time(3) < 30 day )
		print n;
	}
function double_to_time(d: double): time { return network_time(); }
f(3);
