# A field that redef adds must be &optional or have a &default.
# exit: 1
type R: record { a: count; };
redef record R += { b: string; }; ### "must be &optional or have a &default"
