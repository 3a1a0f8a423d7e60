# Values that attributes cannot take, and places where they do not fit.
type Port: record { p: port &type_column=3; }; ### "&type_column is for ports and needs the name of a column"
type Logged: record { f: function() &log; };
global expires: table[count] of string &expire_func=5 &create_expire=1sec; ### "&expire_func attribute is not a function"
global by_index: table[count] of string &default=function(a: string): string { return ""; }; ### "&default function type clash: parameter a is string, the index count"
global of_yield: table[count] of string &default=function(a: count): count { return 1; }; ### "&default function type clash: it gives count, the table holds string"
function old() &deprecated=5 { } ### "'&deprecated=...' expression must be a string literal"
global urgency = 3;
event urgent() &priority=urgency { }
event logged() &log { } ### "&log not applicable to a body"
function needs(a: count &default) { } ### "&default needs a value"
function takes(a: count &log) { }
# exit: 1
