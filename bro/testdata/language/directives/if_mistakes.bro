# What is wrong with a condition is told where it stands: its types, what is needed but not complete, and what happens when it runs.
# exit: 1
global t: table[string] of count;
function unfinished(): bool { return later; }
function fails(): bool { local d = 0; return 5 / d == 1; }
@if ( |t| ) ### "invalid expression in @if: it must be a bool, not count"
@endif
@if ( t == 3 ) ### "invalid expression in @if: type clash"
@endif
@if ( t["x"] == 3 ) ### "invalid expression in @if: no such index"
@endif
@if ( unfinished() ) ### "invalid expression in @if: unknown identifier later"
@endif
@if ( fails() ) ### "invalid expression in @if: division by zero"
@endif
@if ( connection_exists([$orig_h=1.1.1.1, $orig_p=1/tcp, $resp_h=1.1.1.1, $resp_p=1/tcp]) ) ### "invalid expression in @if: there is no builtin connection_exists yet"
@endif
global later = T;
