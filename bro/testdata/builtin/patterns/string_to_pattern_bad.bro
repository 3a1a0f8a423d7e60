# string_to_pattern of what is no pattern is an error.
event bro_init() { print string_to_pattern("(unclosed", F); } ### "string_to_pattern: missing ) at offset 9 of the pattern"
