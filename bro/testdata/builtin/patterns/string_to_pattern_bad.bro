# string_to_pattern of what is no pattern is an error.
event bro_init() { print string_to_pattern("(unclosed", F); } ### "string_to_pattern: error compiling pattern /(unclosed/: missing ) at offset 9"
