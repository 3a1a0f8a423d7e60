# A when without capture list keeps a deep copy of all local variables; with one it shares what that names.
type P: record { x: int; y: int; };
global go = F;
function own(p: P): P { return when ( go ) { p$x = 99; return P($x=11, $y=12); } timeout 1day { return p; } }
function shared(p: P): P { return when [p] ( go ) { p$x = 99; return P($x=13, $y=14); } timeout 1day { return p; } }
event bro_init()
	{
	local a: P = [$x=1, $y=2];
	local b = copy(a);
	local c = copy(a);
	when ( local ra = own(a) ) print a, ra;
	when [b] ( local rb = own(b) ) print b, rb;
	when [c] ( local rc = shared(c) ) print c, rc;
	a$y = 44;
	b$y = 55;
	c$y = 66;
	}
event bro_init() &priority=-1 { go = T; }
# expect: [x=1, y=2], [x=11, y=12]
# expect: [x=1, y=55], [x=11, y=12]
# expect: [x=99, y=66], [x=13, y=14]
