# The labels of a switch are constants or types, each once.
# exit: 1
event zeek_init()
	{
	local x: any = 5;
	switch ( x ) { case type count: break; case type count: break; }	### "duplicate case label type: count"
	switch ( x ) { case type count as c, type int as i: break; }	### "cannot have multiple type cases in a label that names its value" "cannot have multiple type cases in a label that names its value"
	switch ( 3 ) { case 1, 1: break; }	### "duplicate case label value"
	switch ( x ) { case 5: break; case type count: break; }	### "cannot mix cases with expressions and types" "case label"
	switch ( "a" ) { case 1: break; }	### "case label: type mismatch: expected string, found count"
	}
