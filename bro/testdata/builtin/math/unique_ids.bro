# unique_id and unique_id_from make ids that begin with a prefix and differ.
event bro_init() { print starts_with(unique_id("S"), "S"), unique_id("S") == unique_id("S"), starts_with(unique_id_from(3, "F"), "F"), unique_id_from(3, "F") == unique_id_from(3, "F"); }
# expect: T, F, T, F
