# Operators refuse operands that do not fit.
# exit: 1
print 1 + "a"; ### "type clash"
print "a" - "b"; ### "type clash"
print "a" * 2; ### "type clash"
print 1.2.3.4 + 1; ### "type clash"
print 1.5 % 2; ### "type clash"
print 1.5 & 2; ### "type clash"
print -"a"; ### "not applicable"
print ~1.5; ### "not applicable"
print T & F; ### "type clash"
print 1 == "a"; ### "type clash"
print /a/ + /b/; ### "type clash"
