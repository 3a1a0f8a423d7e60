# edit with more than one key says so and takes the first.
event bro_init() { print edit("abcb", "bx"); } ### "edit: not exactly one edit character: \"bx\""
# expect:
