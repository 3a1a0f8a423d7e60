# The values of a print are parted by commas.
print 1, "a", T, 80/tcp, 1.2.3.4, 10.0.0.0/8, 1sec;
print "";
print "", "";
# expect: 1, a, T, 80/tcp, 1.2.3.4, 10.0.0.0/8, 1.0 sec
# expect: 
# expect: , 
