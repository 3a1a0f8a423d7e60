# to_lower, to_upper and swap_case change the letters of ASCII and leave other bytes.
event bro_init() { print to_lower("MiXed 1\xc4"), to_upper("MiXed 1\xe4"), swap_case("MiXed 1"); }
# expect: mixed 1\xc4, MIXED 1\xe4, mIxED 1
