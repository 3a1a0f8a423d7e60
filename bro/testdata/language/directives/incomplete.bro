# Directives that are not complete are errors; the rest of the file is read.
@if T ### "syntax error, at or near \"T\": expected \"(\""
@endif
@ifdef T ### "syntax error, at or near \"T\": expected \"(\""
@endif
@ifndef ( 5 ) ### "syntax error, at or near \"5\": expected identifier"
@endif
@ifdef ( T ### "syntax error, at or near \"T\": expected identifier"
@endif
@prefixes x ### "@prefixes needs = or += and names separated by colons"
global here = nothing; ### "unknown identifier nothing"
# exit: 1
