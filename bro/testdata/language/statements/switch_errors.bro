# Labels are constants, of the right type, each once.
# exit: 1
function f(n: count, m: count)
	{
	switch n
		{
		case m: break; ### "isn't constant"
		case 1: break;
		case 1: break; ### "duplicate case label"
		case "x": break; ### "type mismatch"
		default: break;
		default: break; ### "multiple default labels"
		}
	switch set(n) { case 1: break; } ### "cannot switch on"
	}
