package analyzer

// spares are values that nobody uses now, kept for who needs one next.
type spares[T any] struct{ free []*T }

// maxSpare is how many are kept.
const maxSpare = 16

// get returns a spare value, or a new one.
func (s *spares[T]) get() *T {
	n := len(s.free)
	if n == 0 {
		return new(T)
	}
	v := s.free[n-1]
	s.free = s.free[:n-1]
	return v
}

// put keeps a value that nobody has any more, or reports that there are enough.
func (s *spares[T]) put(v *T) bool {
	if len(s.free) == maxSpare {
		return false
	}
	s.free = append(s.free, v)
	return true
}
