# @activate-if decides as @if does, with else branches and within others.
global on = T &redef;
global off = F;
@activate-if ( on )
redef on = F;
event bro_init() { print "first"; }
@else
event bro_init() { print "never"; }
@endif
@activate-if ( on )
event bro_init() { print "redefined: never"; }
@else
	@activate-if ( off )
	event bro_init() { print "nested: never"; }
	@endif
event bro_init() { print "second"; }
@endif
@ifdef ( nothing )
	@activate-if ( T )
	@endif
event bro_init() { print "left out"; }
@endif
# expect: first
# expect: second
