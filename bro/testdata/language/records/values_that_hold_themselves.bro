# A record may hold itself: it can be copied; where all of it would have to be looked at, there is an error and no crash.
type N: record { v: count; };
redef record N += { up: N &optional; down: N &optional; };
function ring(v: count): N
	{
	local r: N = [$v=v];
	r$up = r;
	r$down = r;
	return r;
	}
event bro_init() &priority=3
	{
	local a = ring(1);
	local b = copy(a);
	b$up$down$v = 2;
	print a$v, b$v, b$up$up$up$v, |cat(a)| > 1000;
	}
event bro_init() &priority=2 { local s: set[N]; add s[ring(1)]; } ### "holds itself"
event bro_init() &priority=1
	{
	local chain: N = [$v=0];
	local i = 0;
	while ( i < 50000 ) { ++i; chain = [$v=i, $up=chain]; }
	local c = copy(chain);
	chain$up$v = 7;
	local deep = set(c);
	print c$up$v, c in deep, chain in deep;
	}
# expect: 1, 2, 2, T
# expect: 49999, T, F
