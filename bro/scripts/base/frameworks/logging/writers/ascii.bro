##! Options of the writer of log files. A filter's config may hold each of them
##! under its name, as text, and ``tsv``: "T" for a header of one line that has
##! but the names of the columns.

module JSON;

export {
	## How times are written in JSON.
	type TimestampFormat: enum {
		## In seconds since 1970, with fractions.
		TS_EPOCH,
		## In whole milliseconds since 1970.
		TS_MILLIS,
		## In whole milliseconds from 1970, without a sign.
		TS_MILLIS_UNSIGNED,
		## As "2014-05-13T16:53:20.000000Z".
		TS_ISO8601
	};
}

module LogAscii;

export {
	## Write to standard output instead of files.
	const output_to_stdout = F &redef;

	## Write each record as a JSON object instead.
	const use_json = F &redef;

	## How times are written in JSON.
	const json_timestamps: JSON::TimestampFormat = JSON::TS_EPOCH &redef;

	## Write fields that are not set as null in JSON, rather than leave them
	## out.
	const json_include_unset_fields = F &redef;

	## Leave what is proper UTF-8 as it is, rather than escape every byte that
	## is no printable ASCII. In JSON it always is left.
	const enable_utf_8 = T &redef;

	## Compress logs: 1 is fast, 9 is small, 0 leaves it.
	const gzip_level = 0 &redef;

	## What is appended to the names of compressed logs.
	const gzip_file_extension = "gz" &redef;

	## Begin each log with lines that describe it; not in JSON.
	const include_meta = T &redef;

	## What these lines begin with.
	const meta_prefix = "#" &redef;

	## Between columns.
	const separator = Log::separator &redef;

	## Between the elements of a set or vector.
	const set_separator = Log::set_separator &redef;

	## For a string, set or vector without contents.
	const empty_field = Log::empty_field &redef;

	## For a field that is not set.
	const unset_field = Log::unset_field &redef;
}
