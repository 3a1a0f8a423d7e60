# A condition that cannot be worked out before anything runs is an error.
# exit: 1
@if ( nothing ) ### "invalid expression in @if"
print 1;
@endif
@if ( 1 + 1 ) ### "invalid expression in @if"
@endif
