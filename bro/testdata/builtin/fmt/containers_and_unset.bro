# %s of records, sets and tables is their print form.
type R: record { a: count; b: string &optional; };
event bro_init() { print split_string(fmt("%s|%s|%s", R($a=1), set(1), table([1] = "x")), /\n/); }
# expect: [[a=1, b=<uninitialized>]|{, \x091, }|{, \x09[1] = x, }]
