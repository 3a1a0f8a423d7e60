package resolve

// A symbol is what a global name stands for: *Global, *Func, *Type or *labelSymbol.
type symbol any

// A labelSymbol is an enum label under its qualified name.
type labelSymbol struct {
	enum     *Type
	exported bool
}

// symbolState is what resolving knows of a Global or Func besides.
type symbolState struct {
}

// maxDepth bounds the nesting of types that are compared.
const maxDepth = 200
