# next and break need a loop; break may also leave a switch or veto in a hook, fallthrough needs a switch.
# exit: 1
function f()
	{
	next; ### "next statement used outside of loop"
	break; ### "break statement used outside"
	fallthrough; ### "fallthrough only allowed in switch"
	}
