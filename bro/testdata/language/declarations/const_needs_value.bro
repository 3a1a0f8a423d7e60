# A const needs an initial value unless it is &redef.
# exit: 1
const a: count; ### "const variable must be initialized"
const b: count &redef;
