# Only &log can be added to or removed from a field.
# exit: 1
type R: record { a: count; };
redef record R$a += { &optional }; ### "only &log"
redef record R$z += { &log }; ### "no such field"
