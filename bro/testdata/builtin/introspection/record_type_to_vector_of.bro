# record_type_to_vector lists the fields of a record type.
type R: record { a: count; b: string; };
event bro_init() { print record_type_to_vector("R"), record_type_to_vector(R); print record_type_to_vector("count"); } ### "record_type_to_vector: count is no record type"
# expect: [a, b], [a, b]
