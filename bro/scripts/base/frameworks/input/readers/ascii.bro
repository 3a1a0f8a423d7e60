##! Options of the reader of lines with columns. A stream can set each for itself
##! in ``$config``, under the same name.

@load ../main

module InputAscii;

export {
	## Between columns. One byte.
	const separator = Input::separator &redef;

	## Between the elements of a set or vector. One byte.
	const set_separator = Input::set_separator &redef;

	## A set or vector without elements. It says nothing of strings.
	const empty_field = Input::empty_field &redef;

	## A field that is not set.
	const unset_field = Input::unset_field &redef;

	## End the stream at a line with too few columns, instead of leaving the
	## line out.
	const fail_on_invalid_lines = F &redef;

	## End the stream when its file cannot be read, instead of trying
	## again later.
	const fail_on_file_problem = F &redef;

	## The folder of files whose name is relative.
	const path_prefix = "" &redef;
}
