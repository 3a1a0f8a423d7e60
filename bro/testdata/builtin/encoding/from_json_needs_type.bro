# from_json without a type says so.
event bro_init() { print from_json("[]", 10); } ### "from_json() requires a type argument"
# expect: [v=<uninitialized>, valid=F, err=<uninitialized>]
