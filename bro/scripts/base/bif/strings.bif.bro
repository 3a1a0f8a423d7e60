##! Strings. Positions count from 1 unless said otherwise.

## The number of bytes.
global strlen: function(str: string): count;
## All arguments, one after the other.
global string_cat: function(...): string;
global to_lower: function(str: string): string;
global to_upper: function(str: string): string;
global swap_case: function(str: string): string;
## The first letter of each word in upper case.
global to_title: function(str: string): string;
## Without blanks at both ends.
global strip: function(str: string): string;
## Without the given bytes at the start.
global lstrip: function(str: string, chars: string &default=" \t\n\v\f\r"): string;
## Without the given bytes at the end.
global rstrip: function(str: string, chars: string &default=" \t\n\v\f\r"): string;
## Where little first occurs in big, 0 if it does not.
global strstr: function(big: string, little: string): count;
## Less than, equal to or greater than 0 as s1 orders against s2.
global strcmp: function(s1: string, s2: string): int;
## Where sub first occurs in the bytes from start to end (-1: to the last), from 0; -1 if it does not.
global find_str: function(str: string, sub: string, start: count &default=0, end: int &default=-1, case_sensitive: bool &default=T): int;
## Where sub last occurs in them.
global rfind_str: function(str: string, sub: string, start: count &default=0, end: int &default=-1, case_sensitive: bool &default=T): int;
global starts_with: function(str: string, sub: string): bool;
global ends_with: function(str: string, sub: string): bool;
global remove_prefix: function(str: string, sub: string): string;
global remove_suffix: function(str: string, sub: string): string;
## How often sub occurs in str.
global count_substr: function(str: string, sub: string, overlap: bool &default=F): count;
## Each from in s replaced by to.
global subst_string: function(s: string, from: string, to: string): string;
## n bytes from start on, counted from 1; all if n is negative.
global sub_bytes: function(s: string, start: count, n: int): string;
global reverse: function(str: string): string;
## source repeated up to len bytes, of which the last is a NUL.
global string_fill: function(len: count, source: string): string;
global ljust: function(str: string, width: count, fill: string &default=" "): string;
global rjust: function(str: string, width: count, fill: string &default=" "): string;
## Zeros between the sign and the digits, up to width.
global zfill: function(str: string, width: count): string;
## What is left when each edit_char deletes the byte before it.
global edit: function(arg_s: string, arg_edit_char: string): string;
## Bytes that do not print as \xHH.
global clean: function(str: string): string;
## The same with quotes and backslashes escaped too, as a string constant is written.
global to_string_literal: function(str: string): string;
global escape_string: function(s: string): string;
global is_ascii: function(str: string): bool;
global is_num: function(str: string): bool;
global is_alpha: function(str: string): bool;
global is_alnum: function(str: string): bool;
## What keeps a meaning within double quotes escaped by backslashes.
global str_shell_escape: function(source: string): string;
## In double quotes, safe as one word of a shell command.
global safe_shell_quote: function(source: string): string;
global join_string_vec: function(vec: string_vec, sep: string): string;
global join_string_array: function(sep: string, a: string_array): string;
global join_string_set: function(ss: string_set, sep: string): string;
global cat_string_array: function(a: string_array): string;
## The elements from start to end.
global cat_string_array_n: function(a: string_array, start: count, end: count): string;
global sort_string_array: function(a: string_array): string_array;
## s cut at each of the offsets.
global str_split: function(s: string, idx: index_vec): string_vec;
global str_split_indices: function(s: string, idx: index_vec): string_vec;
global levenshtein_distance: function(s1: string, s2: string): count;
## The substrings that two strings have in common.
global str_smith_waterman: function(s1: string, s2: string, params: sw_params): sw_substring_vec;
## How random the bytes are.
global find_entropy: function(data: string): entropy_test_result;
global entropy_test_init: function(): opaque of entropy;
global entropy_test_add: function(handle: opaque of entropy, data: string): bool;
global entropy_test_finish: function(handle: opaque of entropy): entropy_test_result;
## Matches a string against many shell patterns (with * ? [ab] [!ab] and \\).
global paraglob_init: function(v: any): opaque of paraglob;
## The shell patterns that match, in the order given.
global paraglob_match: function(handle: opaque of paraglob, match: string): string_vec;
global paraglob_equals: function(p_one: opaque of paraglob, p_two: opaque of paraglob): bool;
## Offset, hexadecimal and characters of 16 bytes a line.
global hexdump: function(data_str: string): string;

## The parts between matches of re, from 1.
global split: function(str: string, re: pattern): string_array;
## Split at the first match only.
global split1: function(str: string, re: pattern): string_array;
## The parts, and the separators between them at even positions.
global split_all: function(str: string, re: pattern): string_array;
global split_complete: function(str: string, re: pattern): string_array;
## Split at most max_num_sep times (0: no limit), with separators if asked.
global split_n: function(str: string, re: pattern, incl_sep: bool, max_num_sep: count): string_array;
## The same family with vectors.
global split_string: function(str: string, re: pattern): string_vec;
global split_string1: function(str: string, re: pattern): string_vec;
global split_string_all: function(str: string, re: pattern): string_vec;
global split_string_n: function(str: string, re: pattern, incl_sep: bool, max_num_sep: count): string_vec;

## The first match of re replaced.
global sub: function(str: string, re: pattern, repl: string): string;
## All matches of re replaced.
global gsub: function(str: string, re: pattern, repl: string): string;
## All matches; none in strings longer than max_str_size (0: no limit).
global find_all: function(str: string, re: pattern, max_str_size: count &default=0): string_set;
global find_all_ordered: function(str: string, re: pattern, max_str_size: count &default=0): string_vec;
## The match that starts first.
global find_first: function(str: string, re: pattern): string;
## The match that starts last.
global find_last: function(str: string, re: pattern): string;
## The pattern that s spells; with convert one that matches s itself.
global string_to_pattern: function(s: string, convert: bool): pattern;
## s with what means something in patterns escaped.
global convert_for_pattern: function(s: string): string;
## The pattern that matches what p1 or p2 does.
global merge_pattern: function(p1: pattern, p2: pattern): pattern;
global match_pattern: function(s: string, p: pattern): PatternMatchResult;

## Bytes as hexadecimal digits.
global bytestring_to_hexstr: function(bytestring: string): string;
global string_to_ascii_hex: function(s: string): string;
global hexstr_to_bytestring: function(hexstr: string): string;
## A number of up to 8 bytes.
global bytestring_to_count: function(s: string, is_le: bool &default=F): count;
global bytestring_to_double: function(s: string): double;
global bytestring_to_float: function(s: string): double;
global encode_base64: function(s: string, a: string &default=""): string;
global decode_base64: function(s: string, a: string &default=""): string;
global is_valid_base64: function(s: string, a: string &default=""): bool;
global encode_base64_custom: function(s: string, a: string): string;
global decode_base64_custom: function(s: string, a: string): string;
## %HH as bytes.
global unescape_URI: function(URI: string): string;
global decode_netbios_name: function(name: string): string;
global decode_netbios_name_type: function(name: string): count;
global uuid_to_string: function(uuid: string): string;

## The arguments in their print form, one after the other.
global cat: function(...): string;
## The same with sep between, and def for empty strings.
global cat_sep: function(sep: string, def: string, ...): string;
## Arguments placed in a format: %s any value; %d %x %o bool, int, count, port, enum;
## %f %e %g double, time, interval; %T %D time; %%.
global fmt: function(...): string;
global to_string: function(...): string;
## A value as JSON. The first match of field_escape_pattern is left out of the names of fields; intervals are
## strings with units, or numbers of seconds.
global to_json: function(val: any, only_loggable: bool &default=F, field_escape_pattern: pattern &default=/^_/, interval_as_double: bool &default=F): string;
## The name of the field for a key of an object: the key.
function from_json_default_key_mapper(s: string): string { return s; }
## A value of type t from JSON. key_func gives the field for each key of an object.
global from_json: function(s: string, t: any, key_func: string_mapper &default=from_json_default_key_mapper): from_json_result;
