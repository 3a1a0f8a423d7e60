# Literals that cannot be: numbers and intervals out of range, escapes, host names, stray characters.
event user()
	{
	print 99999999999999999999999; ### "number 99999999999999999999999 is out of range"
	print 1e999 sec; ### "interval 1e999 is out of range"
	print www.example.com; ### "host name www.example.com: host names are not supported, write the address"
	print @; ### "unrecognized character - @"
	print 5 @ 3; ### "unrecognized character - @"
	print copy(1, 2); ### "copy takes one argument, not 2"
	print ; ### "syntax error, at or near \";\": expected expression"
	print "\xzz"; ### "bad hexadecimal escape: \\x needs one or two digits"
	}
} ### "syntax error, at or near \"}\": no block is open"
redef record X$y = { &log }; ### "syntax error, at or near \"=\": expected \"+=\" or \"-=\""
export global x = 1; ### "syntax error, at or near \"global\": expected \"{\""
event other() { print 1; }
print /pattern without end ### "pattern without end"
# exit: 1
