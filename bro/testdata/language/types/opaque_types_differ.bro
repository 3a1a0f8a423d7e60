# One opaque type is not another.
# exit: 1
global h: opaque of sha1 = md5_hash_init(); ### "type mismatch"
