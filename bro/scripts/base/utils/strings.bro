##! Functions about strings.

## Whether more than a quarter of a string's bytes are not printable.
function is_string_binary(s: string): bool
	{
	return |gsub(s, /[\x20-\x7e]/, "")| * 4 > |s|;
	}

## Puts a backslash in front of characters.
##
## chars: the characters; a backslash is always one.
function string_escape(s: string, chars: string): string
	{
	local out = subst_string(s, "\\", "\\\\");

	for ( c in chars )
		out = subst_string(out, c, cat("\\", c));

	return out;
	}

## Returns: a string without its last bytes.
function cut_tail(s: string, tail_len: count): string
	{
	if ( tail_len >= |s| )
		return "";

	return sub_bytes(s, 1, int_to_count(|s| - tail_len));
	}
