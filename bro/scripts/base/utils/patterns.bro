##! Functions about patterns.

module GLOBAL;

## Makes one pattern of a set of strings.
##
## ss: the strings, taken literally but for characters that a pattern gives a
##     meaning, which are quoted.
##
## pat: the pattern as a string, with ~~ where the strings go.
##
## Returns: the pattern. One of bro_init handlers or functions called by them
##          should ask for it: making patterns is expensive.
function set_to_regex(ss: set[string], pat: string): pattern
	{
	local alternatives = "";

	for ( s in ss )
		{
		local quoted = convert_for_pattern(s);
		alternatives = alternatives == "" ? quoted : cat(alternatives, "|", quoted);
		}

	return string_to_pattern(sub(pat, /~~/, alternatives), F);
	}
