# A comment goes from # to the end of the line; a # in a string or pattern begins none.
print "a # b"; # print "not run";
#print "nor this";
print /#x/ in "y#x";	## nor that
##! a summary
print 1 #in the middle
	+ 2;
# expect: a # b
# expect: T
# expect: 3
