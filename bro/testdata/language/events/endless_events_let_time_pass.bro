# An event that raises itself for ever does not hold up what is scheduled, nor the end of the run.
# advance: 3sec
global n = 0;
global stop = F;
event again() { ++n; if ( ! stop ) event again(); }
event bro_init() { event again(); schedule 2sec { enough() }; }
event enough() { stop = T; print "enough", n > 1000; }
event bro_done() { print "done"; }
# expect: enough, T
# expect: done
