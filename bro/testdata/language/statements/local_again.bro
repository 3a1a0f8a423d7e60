# A local is declared once in a block.
# exit: 1
function f()
	{
	local a = 1;
	local a = 2; ### "already defined"
	}
