# A source that ends in | is a command.
type Line: record { s: string; };
type Both: record { s: string; is_stderr: bool; };
global next_stream = 0;

event line(d: Input::EventDescription, tpe: Input::Event, s: string)
	{
	print d$name, s;
	}

event both(d: Input::EventDescription, tpe: Input::Event, s: string, is_stderr: bool)
	{
	print d$name, s, is_stderr;
	}

event start()
	{
	switch ( ++next_stream )
		{
		case 1:
			Input::add_event([$source="printf 'a\\nb' |", $name="plain", $reader=Input::READER_RAW, $fields=Line, $ev=line]);
			break;
		case 2:
			Input::add_event([$source="cat; exit 3 |", $name="stdin", $reader=Input::READER_RAW, $fields=Line, $ev=line,
				$config=table(["stdin"] = "from the script\n")]);
			break;
		case 3:
			Input::add_event([$source="echo out; sleep 0.1; echo err >&2 |", $name="both", $reader=Input::READER_RAW, $fields=Both, $ev=both,
				$want_record=F, $config=table(["read_stderr"] = "T")]);
			break;
		case 4:
			Input::add_event([$source="kill -9 $$ |", $name="signal", $reader=Input::READER_RAW, $fields=Line, $ev=line]);
			break;
		case 5:
			Input::add_event([$source="no/such/program 2>/dev/null |", $name="missing", $reader=Input::READER_RAW, $fields=Line, $ev=line]);
			break;
		case 6:
			Input::add_event([$source="echo streamed; sleep 0.2; printf later |", $name="stream", $reader=Input::READER_RAW, $mode=Input::STREAM,
				$fields=Line, $ev=line]);
			break;
		}
	}

event Input::end_of_data(name: string, source: string)
	{
	print "end", name;
	}

event InputRaw::process_finished(name: string, source: string, exit_code: count, signal_exit: bool)
	{
	print name, source, exit_code, signal_exit;
	event start();
	}

event bro_init()
	{
	event start();
	}

# expect: plain, a
# expect: plain, b
# expect: end, plain
# expect: plain, printf 'a\nb' |, 0, F
# expect: stdin, from the script
# expect: end, stdin
# expect: stdin, cat; exit 3 |, 3, F
# expect: both, out, F
# expect: both, err, T
# expect: end, both
# expect: both, echo out; sleep 0.1; echo err >&2 |, 0, F
# expect: end, signal
# expect: signal, kill -9 $$ |, 0, T
# expect: end, missing
# expect: missing, no/such/program 2>/dev/null |, 127, F
# expect: stream, streamed
# expect: stream, later
# expect: end, stream
# expect: stream, echo streamed; sleep 0.2; printf later |, 0, F
# stderr: : the command ended with status 3
# stderr: : the command was ended by a signal
# stderr: : the command ended with status 127
