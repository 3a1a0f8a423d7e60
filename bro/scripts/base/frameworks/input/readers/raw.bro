##! Options of the reader that takes sources as they are. A source that ends in
##! ``|`` is a command, whose output is read.
##!
##! A stream can set in ``$config``: ``stdin`` (what the command reads), ``read_stderr`` (a
##! second column of type bool tells what came from standard error), ``force_kill`` (end the command
##! with SIGKILL) and ``offset`` (where in the file to begin; negative from its
##! end, which is -1).

module InputRaw;

export {
	## Between records. It may have several bytes.
	const record_separator = "\n" &redef;

	## A command has ended.
	##
	## name: that of the stream.
	##
	## source: as the stream's description gives it.
	##
	## exit_code: 0 if a signal ended it.
	##
	## signal_exit: whether a signal ended it.
	global process_finished: event(name: string, source: string, exit_code: count, signal_exit: bool);
}
