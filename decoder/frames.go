package decoder

// maxFrames bounds the frames of a call stack that forms show. Of a deeper one
// those in the middle are left out: all stacks of a recursion that goes ever
// deeper would be as long together as the square of its depth.
const maxFrames = 256

// A frameList lists the frames of a breakdown's stacks.
type frameList struct {
	b    *Breakdown
	root *Function // around the stacks of components
	gap  *Function // in place of frames that are left out
	// By stack: how many frames it has, and the innermost of its outermost
	// maxFrames/2.
	depth, outer []int32
	frames       []*Function // used again
}

func (b *Breakdown) frames() *frameList {
	l := &frameList{
		b: b, root: &Function{Name: "components", Component: true}, gap: &Function{Name: "[frames left out]"},
		depth: make([]int32, len(b.Stacks)), outer: make([]int32, len(b.Stacks)),
	}
	for i, s := range b.Stacks {
		l.depth[i], l.outer[i] = 1, int32(i)
		if s.Parent >= 0 {
			l.depth[i] += l.depth[s.Parent]
			if l.depth[i] > maxFrames/2 {
				l.outer[i] = l.outer[s.Parent]
			}
		}
	}
	return l
}

// of returns the frames of a stack, the innermost first. They are good until
// the next call.
func (l *frameList) of(i int) []*Function {
	l.frames = l.frames[:0]
	at := i
	if l.depth[i] > maxFrames {
		for range maxFrames / 2 {
			l.frames = append(l.frames, l.b.Stacks[at].Function)
			at = l.b.Stacks[at].Parent
		}
		l.frames = append(l.frames, l.gap)
		at = int(l.outer[i])
	}
	for ; at >= 0; at = l.b.Stacks[at].Parent {
		l.frames = append(l.frames, l.b.Stacks[at].Function)
	}
	if l.b.Stacks[i].Function.Component {
		l.frames = append(l.frames, l.root)
	}
	return l.frames
}
