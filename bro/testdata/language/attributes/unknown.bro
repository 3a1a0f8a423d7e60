# An unknown attribute is an error.
# exit: 1
type R: record { a: count &nonsense; }; ### "nonsense"
