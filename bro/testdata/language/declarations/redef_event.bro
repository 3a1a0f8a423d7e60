# redef event takes the place of the bodies before it.
global e: event();
event e() { print "old"; }
redef event e() { print "new"; }
event e() { print "added"; }
event bro_init() { event e(); }
# expect: new
# expect: added
