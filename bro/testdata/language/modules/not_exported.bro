# What a module does not export cannot be used outside of it.
# exit: 1
module A;
global hidden = 1;
export { global shown = 2; }
module B;
event bro_init() { print A::shown; print A::hidden; } ### "not exported"
