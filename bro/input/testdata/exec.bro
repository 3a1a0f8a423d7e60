# Exec::run gives what a command printed, wrote and ended with, to a when.
@load base/utils/exec

redef exit_only_after_terminate = T;

event second()
	{
	when ( local r = Exec::run([$cmd="true"]) )
		{
		print r$exit_code, r?$stdout, r?$stderr, r?$files;
		terminate();
		}
	}

event bro_init()
	{
	when ( local r = Exec::run([$cmd="cat; echo oops 1>&2; echo x > list; exit 3",
	                            $stdin="a\nb\n", $read_files=set("list", "/nowhere/at/all")]) )
		{
		print r$exit_code, r$signal_exit, r$stdout, r$stderr, |r$files|, r$files["list"];
		event second();
		}
	}
# expect: 3, F, [a, b], [oops], 1, [x]
# expect: 0, F, F, F
# stderr: the command ended with status 3
