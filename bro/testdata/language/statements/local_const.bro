# const in a body declares a local that cannot be changed.
# exit: 1
function f()
	{
	const c = 1;
	const d: string; ### "const variable must be initialized"
	c = 2; ### "const is not a modifiable lvalue"
	}
