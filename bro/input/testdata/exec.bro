# Exec::run gives what a command printed, wrote and ended with, to a when.
@load base/utils/exec

redef exit_only_after_terminate = T;

global third: event();

event second()
	{
	when ( local r = Exec::run([$cmd="true"]) )
		{
		print r$exit_code, r?$stdout, r?$stderr, r?$files;
		event third();
		}
	}

# What is joined of the name of a run and that of a file may be the same twice.
global both: table[string] of string_vec;

function note(uid: string, lines: string_vec)
	{
	both[uid] = lines;
	if ( |both| < 2 )
		return;
	print both["x_a"], both["x"];
	terminate();
	}

event third()
	{
	when ( local r = Exec::run([$cmd="echo 1 > b", $uid="x_a", $read_files=set("b")]) )
		note("x_a", r$files["b"]);
	when ( local q = Exec::run([$cmd="echo 2 > a_b", $uid="x", $read_files=set("a_b")]) )
		note("x", q$files["a_b"]);
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
# expect: [1], [2]
# stderr: the command ended with status 3
