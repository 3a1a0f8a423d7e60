# @ifdef and @ifndef ask whether a name is defined so far.
@ifdef ( later )
print "later";
@endif
global later = 1;
@ifdef ( later )
print "now";
@endif
@ifndef ( never )
print "never";
@else
print "ever";
@endif
@ifdef ( bro_init )
print "event";
@endif
@ifdef ( strlen )
print "builtin";
@endif
# expect: now
# expect: never
# expect: event
# expect: builtin
