# A condition that cannot be worked out before anything runs is an error.
# exit: 1
@if ( nothing ) ### "invalid expression in @if"
print 1;
@endif
@if ( 1 + 1 ) ### "invalid expression in @if"
@endif
event zeek_init()
	{
	local here = T;
@if ( F && here ) ### "invalid expression in @if: here is local, or not declared so far"
@endif
	}
