# redef keeps the type.
# exit: 1
const a = 1 &redef;
redef a = "x"; ### "type mismatch: expected count, found string"
