# A when may list what it takes along, as it is or as a copy.
# advance: 3sec
global ready = F;
event get_ready() { ready = T; }
event bro_init()
	{
	local v = vector(1);
	local w = vector(1);
	when [v, copy w] ( ready ) { print v, w; }
	v += 2;
	w += 2;
	schedule 1sec { get_ready() };
	}
# expect: [1, 2], [1]
