# What is asked of a stream happens in order, each once; a removed stream takes no more, and its name
# is free when it has ended.
# file: in
#|#fields	i
#|1

type Idx: record { i: int; };
global s: set[int];

event Input::end_of_data(name: string, source: string)
	{
	print name, |s|;
	}

event bro_init()
	{
	print Input::add_table([$source="in", $name="s", $idx=Idx, $destination=s]);
	print Input::add_table([$source="in", $name="s", $idx=Idx, $destination=s]);
	print Input::force_update("s"), Input::force_update("s");
	print Input::remove("s"), Input::remove("s"), Input::force_update("s");
	print Input::remove("unknown"), Input::force_update("unknown");
	print Input::add_table([$source="in", $name="s", $idx=Idx, $destination=s]);
	}

# expect: T
# expect: F
# expect: T, T
# expect: T, T, F
# expect: F, F
# expect: F
# expect: s, 1
# expect: s, 1
# expect: s, 1
# stderr: error: input stream "s": there is a stream of this name already
# stderr: warning: input stream "s" is being removed already
# stderr: error: input stream "s" is being removed and cannot be updated
# stderr: error: there is no input stream "unknown" to update
# stderr: error: input stream "s": there is a stream of this name already
