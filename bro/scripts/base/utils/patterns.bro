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

## What ``match_pattern`` finds.
type PatternMatchResult: record {
	## Whether the pattern was found.
	matched: bool;
	## The part that matched, "" without.
	str: string;
	## Its place, counted from 1; 0 without.
	off: count;
};

## Finds a pattern in a string.
function match_pattern(s: string, p: pattern): PatternMatchResult
	{
	local parts = split_n(s, p, T, 1);

	if ( |parts| < 2 )
		return [$matched=F, $str="", $off=0];

	return [$matched=T, $str=parts[2], $off=|parts[1]| + 1];
	}
