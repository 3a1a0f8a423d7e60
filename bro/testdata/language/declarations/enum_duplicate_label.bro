# A label is defined once.
# exit: 1
type E: enum { A, B };
type G: enum { B }; ### "already exists"
