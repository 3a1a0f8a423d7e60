# An @if that does not end is an error.
# exit: 1
@if ( T ) ### "@if without @endif"
print 1;
