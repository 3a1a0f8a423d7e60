# val_footprint and its kin count the values that a value holds.
type R: record { a: count; b: vector of count; };
global g: table[string] of count = { ["x"] = 1 };
global n = 5;
event bro_init()
	{
	print val_footprint(5), val_footprint(vector(1, 2, 3)), val_footprint(R($a=1, $b=vector(1))), val_size(set(1));
	print global_container_footprints()["g"], "n" in global_container_footprints(), global_sizes()["n"];
	}
# expect: 1, 4, 4, 2
# expect: 3, F, 1
