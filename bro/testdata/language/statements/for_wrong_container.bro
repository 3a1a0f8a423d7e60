# for needs something to go through, and as many variables as its index has parts.
# exit: 1
for ( x in 5 ) print x; ### "cannot iterate over"
for ( [a, b] in vector(1) ) print a; ### "wrong number of loop variables"
for ( [a, b] in set(1) ) print a; ### "wrong number of loop variables"
for ( k, v in set(1) ) print k; ### "key value loop only support"
