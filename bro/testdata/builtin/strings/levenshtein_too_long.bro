# levenshtein_distance of two very long strings is refused.
event bro_init() { local s = string_fill(10000, "x"); print levenshtein_distance(s, s); } ### "levenshtein_distance: the string would be too long"
