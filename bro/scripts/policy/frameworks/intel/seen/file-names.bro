##! Names of files.

@load base/frameworks/intel
@load ./where-locations

event file_over_new_connection(f: fa_file, c: connection, is_orig: bool) &priority=-5 &group="Intel::FILE_NAME"
	{
	if ( f?$info && f$info?$filename )
		Intel::seen([$indicator=f$info$filename, $indicator_type=Intel::FILE_NAME, $f=f, $where=Files::IN_NAME]);
	}
