# levenshtein_distance is how many bytes have to change.
event bro_init() { print levenshtein_distance("kitten", "sitting"), levenshtein_distance("", "abc"), levenshtein_distance("abc", ""), levenshtein_distance("same", "same"); }
# expect: 3, 3, 3, 0
