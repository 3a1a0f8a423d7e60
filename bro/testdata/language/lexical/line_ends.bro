# CR LF ends lines as well as LF.
print "one";
print "two", # comment
	"three";
# expect: one
# expect: two, three
