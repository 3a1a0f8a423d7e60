##! Options of the writer of tab-separated logs.

module LogAscii;

export {
	## Write to standard output instead of files.
	const output_to_stdout = F &redef;

	## Write each record as a JSON object instead.
	const use_json = F &redef;

	## Begin each log with lines that describe it.
	const include_meta = T &redef;

	## What these lines begin with.
	const meta_prefix = "#" &redef;

	## Between columns.
	const separator = "\t" &redef;

	## Between the elements of a set or vector.
	const set_separator = "," &redef;

	## For a string, set or vector without contents.
	const empty_field = "(empty)" &redef;

	## For a field that is not set.
	const unset_field = "-" &redef;
}
