# global_options gives the names of all options, those of modules qualified.
option speed = 1;
global unrelated = 2;
module Sub;
export { option depth = 3; }
event bro_init()
	{
	local all = global_options();
	print "speed" in all, "Sub::depth" in all, "unrelated" in all;
	}
# expect: T, T, F
