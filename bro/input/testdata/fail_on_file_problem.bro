# With fail_on_file_problem the stream ends at the first problem, and force_update has no effect.
# file: later
#|#fields	i
#|1

type Idx: record { i: int; };
global s: set[int];

event Input::end_of_data(name: string, source: string)
	{
	print "never";
	}

event problem(d: Input::TableDescription, message: string, level: Reporter::Level)
	{
	print level;
	system("mv later in");
	print Input::force_update("s");
	}

event bro_init()
	{
	print Input::add_table([$source="in", $name="s", $idx=Idx, $destination=s, $error_ev=problem,
		$config=table(["fail_on_file_problem"] = "T")]);
	}

# expect: T
# expect: Reporter::ERROR
# expect: T
# stderr: error: in/Input::READER_ASCII: open: no such file or directory; the stream ends
