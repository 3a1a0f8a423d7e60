##! Files on disk: ``Files::ANALYZER_EXTRACT`` writes a file's contents into the
##! folder ``extract_files`` beside the logs. Gaps become zeros. The engine
##! writes nothing outside of the folder with the logs, whatever a name says.

@load base/frameworks/files
@load base/utils/paths

module FileExtract;

export {
	## The folder for extracted files, within the folder for logs.
	const prefix = "./extract_files/" &redef;

	## Files are cut off after this many bytes; 0 is no limit.
	const default_limit: count = 104857600 &redef;

	redef record Files::Info += {
		## The file on disk.
		extracted: string &log &optional;
		## Whether it is not the whole file.
		extracted_cutoff: bool &log &optional;
		## How much of the file is there.
		extracted_size: count &log &optional;
	};

	redef record Files::AnalyzerArgs += {
		## The name below the prefix; one is made of time, protocol and
		## identifier if it is not set.
		extract_filename: string &optional;
		## In place of ``default_limit``.
		extract_limit: count &default=default_limit;
	};

	## Sets another limit, for example in ``file_extraction_limit``: the file
	## goes on then.
	##
	## args: those that the analyzer was added with.
	##
	## Returns: whether the file is still there and being extracted.
	global set_limit: function(f: fa_file, args: Files::AnalyzerArgs, n: count): bool;
}

function set_limit(f: fa_file, args: Files::AnalyzerArgs, n: count): bool
	{
	if ( ! __set_limit(f$id, args, n) )
		return F;

	# Whether the file is cut off remains to be seen.
	f$info$extracted_cutoff = F;
	delete f$info$extracted_size;
	return T;
	}

function on_add(f: fa_file, args: Files::AnalyzerArgs)
	{
	if ( ! args?$extract_filename )
		args$extract_filename = fmt("extract-%s-%s-%s", f$last_active, f$source, f$id);

	f$info$extracted = args$extract_filename;
	f$info$extracted_cutoff = F;
	args$extract_filename = build_path_compressed(prefix, args$extract_filename);
	}

event file_extraction_limit(f: fa_file, args: Files::AnalyzerArgs, limit: count, len: count) &priority=10
	{
	f$info$extracted_cutoff = T;
	f$info$extracted_size = limit;
	}

event file_state_remove(f: fa_file) &priority=5
	{
	if ( f?$info && f$info?$extracted && ! f$info?$extracted_size )
		f$info$extracted_size = f$seen_bytes + f$missing_bytes - f$overflow_bytes;
	}

event bro_init() &priority=10
	{
	Files::register_analyzer_add_callback(Files::ANALYZER_EXTRACT, on_add);
	}
