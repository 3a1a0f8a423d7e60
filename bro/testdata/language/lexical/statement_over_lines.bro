# White space and newlines part tokens and mean nothing else.
print
	1
	,
	2
	;if(T)print"x";
# expect: 1, 2
# expect: x
