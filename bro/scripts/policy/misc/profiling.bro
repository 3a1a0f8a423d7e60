##! prof.log: what the engine holds and has used, again and again by network time, as
##! blocks of lines. Memory and times are not the same in each run.

module Profiling;

redef profiling_file = open_log_file("prof");

redef profiling_interval = 15 secs;

# Each so many blocks also what takes long to find out: the sizes of global variables.
redef expensive_profiling_multiple = 20;

event bro_init()
	{
	set_buf(profiling_file, F);
	}
