type Node: record { n: count; next_node: any &optional; };
event bro_init()
	{
	local n: Node = [$n=1];
	n$next_node = n;
	print |cat(n)| > 100;
	local c = copy(n);
	c$n = 2;
	print (c$next_node as Node)$n, n$n;
	}
# expect: T
# expect: 2, 1
