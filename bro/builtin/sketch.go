package builtin

func sketchFuncs() table { return table{} }
