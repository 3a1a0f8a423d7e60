##! Functions about the paths of files.

## A path from the root, as Unix or Windows write it.
const absolute_path_pat = /(\/|[A-Za-z]:[\\\/]).*/;

## Finds an absolute path in text.
##
## Returns: the first one, without what quotes it; "" if there is none.
function extract_path(input: string): string
	{
	const quoted_path_pat = /\"(\/|[A-Za-z]:[\\\/])[^\"]*\"/;
	const bare_path_pat = /(\/|[A-Za-z]:[\\\/])(\\ |[^ \t\"])*/;

	local parts = split_n(input, quoted_path_pat, T, 1);
	if ( |parts| > 1 )
		return sub_bytes(parts[2], 2, int_to_count(|parts[2]| - 2));

	parts = split_n(input, bare_path_pat, T, 1);
	return |parts| > 1 ? parts[2] : "";
	}

## Takes "//", "/./" and "/x/.." out of a path. A path that begins with "./"
## still does.
function compress_path(dir: string): string
	{
	local absolute = starts_with(dir, "/");
	local kept: string_vec = vector();
	local names = split(dir, /\//);

	for ( i in names )
		{
		local name = names[i];

		if ( name == "" || (name == "." && i > 1) )
			next;

		if ( name == ".." && |kept| > 0 && kept[|kept| - 1] != ".." )
			resize(kept, int_to_count(|kept| - 1));
		else if ( name != ".." || ! absolute )
			kept[|kept|] = name;
		}

	local path = join_string_vec(kept, "/");
	return absolute ? cat("/", path) : path;
	}

## Returns: a file's path: its name if that is absolute, else below a folder.
function build_path(dir: string, file_name: string): string
	{
	if ( absolute_path_pat == file_name || dir == "" )
		return file_name;

	return cat(dir, ends_with(dir, "/") ? "" : "/", file_name);
	}

## Returns: the same, compressed.
function build_path_compressed(dir: string, file_name: string): string
	{
	return compress_path(build_path(dir, file_name));
	}
