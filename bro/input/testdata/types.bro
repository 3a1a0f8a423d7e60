# Every type that a column can have.
# file: in
#|#separator \x09
#|#set_separator	,
#|#fields	b	i	e	c	p	pp	proto	sn	sn6	a	a6	d	t	iv	s	sc	ss	se	vc	ve	pa	un
#|#types	bool	int	enum	count	port	port	string	subnet	subnet	addr	addr	double	time	interval	string	table	table	table	vector	vector	pattern	string
#|T	-42	SSH::LOG	21	123/tcp	53	udp	10.0.0.0/24	2001:db8::/32	1.2.3.4	[2001:db8::1]	3.14	1315801931.273616	100.0	hurz\x09\x2c\x20.	2,4,1,3	CC,AA,BB	(empty)	10,20,10	(empty)	/ab+c/i	-

module SSH;
export { redef enum Log::ID += { LOG }; }
type Idx: record { i: int; };
type Val: record {
	b: bool;
	e: Log::ID;
	c: count;
	p: port;
	pp: port &type_column="proto";
	sn: subnet;
	sn6: subnet;
	a: addr;
	a6: addr;
	d: double;
	t: time;
	iv: interval;
	s: string;
	sc: set[count];
	ss: set[string];
	se: set[string];
	vc: vector of int;
	ve: vector of int;
	pa: pattern;
	un: string &optional;
	missing: count &optional;
	filled: string &default="by default";
};
global servers: table[int] of Val = table();

event bro_init()
	{
	Input::add_table([$source="in", $name="types", $idx=Idx, $val=Val, $destination=servers]);
	}

event Input::end_of_data(name: string, source: string)
	{
	local v = servers[-42];
	print v$b, v$e, v$c, v$p, v$pp, v$sn, v$sn6, v$a, v$a6, v$d, v$t, v$iv;
	print v$s, |v$s|;
	print |v$sc|, 3 in v$sc, v$ss, |v$se|;
	print v$vc, |v$ve|;
	print v$pa == "xABBc", v$pa == "ABBc", v?$un, v?$missing, v$filled;
	}

# expect: T, SSH::LOG, 21, 123/tcp, 53/udp, 10.0.0.0/24, 2001:db8::/32, 1.2.3.4, 2001:db8::1, 3.14, 1315801931.273616, 1.0 min 40.0 secs
# expect: hurz\x09, ., 8
# expect: 4, T, {
# expect: CC,
# expect: AA,
# expect: BB
# expect: }, 0
# expect: [10, 20, 10], 0
# expect: F, T, F, F, by default
