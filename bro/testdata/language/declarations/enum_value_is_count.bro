# The value of a label is a count constant.
# exit: 1
type E: enum { A = -1, ### "enumerator is not a count constant"
	B = "x" }; ### "enumerator is not a count constant"
