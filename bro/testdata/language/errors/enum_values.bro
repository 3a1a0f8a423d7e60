# An enum's labels have different names and values; a value is a count constant.
# exit: 1
type Kind: enum { A = 1, B = 5, C, D = 5 };	### "enumerator value D already exists: B is 5 too"
type Bad: enum { NEG = -1, BIG = 9223372036854775808 };	### "enumerator is not a count constant" "enumerator is not a count constant"
type Other: enum { A };	### "enumerator value A already exists"
redef enum Kind += { E = 6 };	### "enumerator value E already exists: C is 6 too"
