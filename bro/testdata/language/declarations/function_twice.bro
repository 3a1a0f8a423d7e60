# A function has one body.
# exit: 1
function f() { }
function f() { } ### "already defined"
