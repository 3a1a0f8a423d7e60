# a in b in c takes the left pair first.
# exit: 1
print 1 in set(1) in set(T), T;
print 1 in (set(1) in set(T)); ### "type mismatch" "type clash"
