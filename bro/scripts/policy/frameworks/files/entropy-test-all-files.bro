##! Adds to files.log how random the bytes of a file look: what is encrypted or compressed
##! has almost 8 bits a byte.

@load base/frameworks/files

module Files;

export {
	redef record Files::Info += {
		## Bits per byte.
		entropy: double &log &optional;
	};
}

event file_new(f: fa_file)
	{
	Files::add_analyzer(f, Files::ANALYZER_ENTROPY);
	}

event file_entropy(f: fa_file, ent: entropy_test_result)
	{
	f$info$entropy = ent$entropy;
	}
