# A local belongs to its block; a block within may use and change it.
function f(): count
	{
	local n = 1;
	if ( T )
		{
		n = 2;
		local inner = 5;
		n += inner;
		}
	return n;
	}
print f();
# expect: 7
