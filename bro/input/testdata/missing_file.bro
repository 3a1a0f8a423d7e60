# A file that is missing is told once and read when it is there.
# file: later
#|#fields	i
#|1

redef exit_only_after_terminate = T;
redef Threading::heartbeat_interval = 10 msec;
type Idx: record { i: int; };
global s: set[int];

event create()
	{
	system("mv later in");
	}

event Input::end_of_data(name: string, source: string)
	{
	print name, s;
	terminate();
	}

event bro_init()
	{
	print Input::add_table([$source="in", $name="reread", $idx=Idx, $destination=s, $mode=Input::REREAD]);
	schedule 100 msec { create() };
	}

# expect: T
# expect: reread, {
# expect: 1
# expect: }
# stderr: warning: in/Input::READER_ASCII: open: no such file or directory; it is tried again when it changes
# stderr: info: in/Input::READER_ASCII: the file can be read again;
