# A semicolon alone does nothing.
;
if ( T ) ; else print "no";
for ( i in vector(1) ) ;
event bro_init() { ; ; print "yes"; ; }
# expect: yes
