# A vector of billions of elements is refused.
event bro_init() { print resize(vector(1), 18446744073709551615); } ### "resize: "
