type Fn: function(): count;
global fs: vector of Fn;
event bro_init()
	{
	for ( i in vector(10, 20) )
		fs += function[i](): count { return i; };
	print fs[0](), fs[1]();
	local v = vector(1);
	local shallow = function[v](): count { return |v|; };
	local deep = function[copy v](): count { return |v|; };
	v += 2;
	print shallow(), deep();
	}
# expect: 0, 1
# expect: 2, 1
