# bro_init and zeek_init are one event, and so are bro_done and zeek_done.
event zeek_init() { print "zeek_init"; }
event bro_init() { print "bro_init"; }
event bro_init() &priority=1 { print "first"; }
event zeek_done() { print "zeek_done"; }
event bro_done() { print "bro_done"; }
# expect: first
# expect: zeek_init
# expect: bro_init
# expect: zeek_done
# expect: bro_done
