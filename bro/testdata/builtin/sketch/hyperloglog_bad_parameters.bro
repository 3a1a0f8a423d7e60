# An error margin of 0 makes no counter.
event bro_init() { hll_cardinality_init(0.0, 0.95); } ### "hll_cardinality_init: error margin and confidence must lie between 0 and 1"
