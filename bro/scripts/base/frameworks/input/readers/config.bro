##! Options of the reader of files that set options: lines of a name, blanks and a
##! value. base/frameworks/config reads such files for you.

@load ../main

module InputConfig;

export {
	## Between the elements of a set or vector. One byte.
	const set_separator = Input::set_separator &redef;

	## A set or vector without elements.
	const empty_field = "" &redef;

	## End the stream when its file cannot be read, instead of trying
	## again later.
	const fail_on_file_problem = F &redef;

	## A file gives an option a value that it had not before.
	##
	## name: that of the stream.
	##
	## source: as the stream's description gives it.
	##
	## id: the option.
	##
	## value: of the option's type.
	global new_value: event(name: string, source: string, id: string, value: any);
}
