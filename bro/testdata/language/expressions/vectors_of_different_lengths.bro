# Operators on vectors of different lengths are a run-time error.
event bro_init() { print vector(1, 2) + vector(1); } ### "different sizes"
