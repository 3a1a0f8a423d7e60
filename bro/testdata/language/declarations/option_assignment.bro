# An option cannot be assigned to.
# exit: 1
option level = 3;
event bro_init() { level = 4; } ### "option is not a modifiable lvalue"
