# A missing file in mode MANUAL is no error of add_table; force_update tries again.
# file: later
#|#fields	i
#|1

type Idx: record { i: int; };
global s: set[int];

event Input::end_of_data(name: string, source: string)
	{
	print name, |s|;
	}

event retry()
	{
	system("mv later in");
	print Input::force_update("s");
	}

event problem(d: Input::TableDescription, message: string, level: Reporter::Level)
	{
	print d$name, message, level;
	event retry();
	}

event bro_init()
	{
	print Input::add_table([$source="in", $name="s", $idx=Idx, $destination=s, $error_ev=problem]);
	}

# expect: T
# expect: s, open: no such file or directory; Input::force_update tries again, Reporter::WARNING
# expect: T
# expect: s, 1
# stderr: warning: in/Input::READER_ASCII: open: no such file or directory
