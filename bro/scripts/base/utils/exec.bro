##! Runs commands of the system without waiting for them in the way of packets: the
##! result comes to a ``when``.

@load base/frameworks/input

module Exec;

export {
	## What to run.
	type Command: record {
		## The command line, as for a shell.
		cmd: string;
		## What the command reads from its standard input.
		stdin: string &default="";
		## Files that the command writes; their lines become part of the result.
		read_files: set[string] &optional;
		## Names this run.
		uid: string &default=unique_id("");
	};

	## What came of it.
	type Result: record {
		exit_code: count &default=0;
		## Whether a signal ended the command.
		signal_exit: bool &default=F;
		## Lines of its standard output, unset if there are none.
		stdout: vector of string &optional;
		## Lines of its standard error, unset if there are none.
		stderr: vector of string &optional;
		## Lines of the files asked for, by name; those that could be read and have any.
		files: table[string] of string_vec &optional;
	};

	## Runs a command. To be called in the condition of a ``when``.
	##
	## cmd: what to run.
	##
	## Returns: what came of it, when the command has ended and its files have been read.
	global run: function(cmd: Command): Result;
}

type Line: record {
	text: string;
	is_stderr: bool;
};

type FileLine: record {
	text: string;
};

# A file that a command has written and that is being read.
type Output: record {
	command: string;	##< The uid of the command.
	path: string;
};

global commands: table[string] of Command = table();
global results: table[string] of Result = table();
global finished: set[string] = set();
# Files that are being read, by the name of their stream, and how many are left of each command.
global outputs: table[string] of Output = table();
global unread: table[string] of count = table();

event Exec::line(description: Input::EventDescription, tpe: Input::Event, text: string, is_stderr: bool)
	{
	local result = results[description$name];
	if ( is_stderr )
		{
		if ( ! result?$stderr )
			result$stderr = vector();
		result$stderr += text;
		return;
		}
	if ( ! result?$stdout )
		result$stdout = vector();
	result$stdout += text;
	}

event Exec::file_line(description: Input::EventDescription, tpe: Input::Event, text: string)
	{
	local output = outputs[description$name];
	local result = results[output$command];
	if ( ! result?$files )
		result$files = table();
	if ( output$path !in result$files )
		result$files[output$path] = vector();
	result$files[output$path] += text;
	}

event Input::end_of_data(name: string, source: string)
	{
	if ( name !in outputs )
		return;
	Input::remove(name);
	local uid = outputs[name]$command;
	delete outputs[name];
	if ( --unread[uid] == 0 )
		add finished[uid];
	}

event InputRaw::process_finished(name: string, source: string, exit_code: count, signal_exit: bool)
	{
	if ( name !in results )
		return;
	Input::remove(name);
	results[name]$exit_code = exit_code;
	results[name]$signal_exit = signal_exit;

	local cmd = commands[name];
	local files: set[string] = set();
	if ( cmd?$read_files )
		for ( path in cmd$read_files )
			# One that the command did not write would be waited for.
			if ( file_size(path) >= 0.0 )
				add files[path];
	if ( |files| == 0 )
		{
		add finished[name];
		return;
		}
	unread[name] = |files|;
	for ( path in files )
		{
		local stream = unique_id("exec-output-");
		outputs[stream] = Output($command=name, $path=path);
		Input::add_event([$source=path, $name=stream, $reader=Input::READER_RAW,
		                  $fields=FileLine, $want_record=F, $ev=Exec::file_line]);
		}
	}

function run(cmd: Command): Result
	{
	commands[cmd$uid] = cmd;
	results[cmd$uid] = Result();
	Input::add_event([$source=cat(cmd$cmd, " |"), $name=cmd$uid, $reader=Input::READER_RAW,
	                  $mode=Input::STREAM, $fields=Line, $want_record=F, $ev=Exec::line,
	                  $config=table(["stdin"] = cmd$stdin, ["read_stderr"] = "1")]);

	return when ( cmd$uid in finished )
		{
		local result = results[cmd$uid];
		delete commands[cmd$uid];
		delete results[cmd$uid];
		delete unread[cmd$uid];
		delete finished[cmd$uid];
		return result;
		}
	}
