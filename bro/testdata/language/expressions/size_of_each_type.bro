# |x| of each type: a size, an absolute value, or the number behind it; 0 for what has none.
type Shade: enum { DARK, MID, LIGHT };
type R: record { a: count; b: string &optional; };
function two(a: count, b: string) { }
event bro_init()
	{
	local r: R = [$a=1];
	print |T|, |F|, |7|, |-7|, |-1.5|, |-5sec|, |LIGHT|;
	print |80/tcp|, |53/udp|, |8/icmp|, |9/unknown|;
	print |1.2.3.4|, |[::1]|, |10.0.0.0/24|, |double_to_time(3.5)|;
	print |"four"|, |set(1, 2)|, |table([1] = 2)|, |vector(1, 2, 3)|, |r|, |two|;
	print |/x/|;
	}
# expect: 1, 0, 7, 7, 1.5, 5.0, 2
# expect: 65616, 131125, 196616, 9
# expect: 32, 128, 256.0, 3.5
# expect: 4, 2, 1, 3, 2, 2
# expect: 0
