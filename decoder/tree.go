package decoder

import (
	"cmp"
	"slices"
)

// A tree holds call stacks: a node is the stack of its parent and one more
// call. Node 0 is the empty stack.
type tree struct {
	nodes []node
	slots []treeSlot // open hashing by parent and key
	shift uint
	most  int // nodes beside node 0
	// follow has for each node which was entered next the last time after it
	// was entered, and after it was left. Programs repeat themselves: most
	// often it is the one, and the hash table is not asked.
	follow []int32
}

// A treeSlot is free if its node is 0. The rest of the hash tells most others
// from those that are looked for: nodes are far from each other in memory.
type treeSlot struct {
	hash uint32
	node int32
}

type node struct {
	parent  int32
	key     int32 // identifier or symbol of the call
	calls   int64
	returns int64
	// exclusive is the real time in the trace's unit of finished calls without
	// that of their callees.
	exclusive int64
}

func newTree(most int) *tree {
	return &tree{
		nodes: []node{{parent: -1, key: -1}}, slots: make([]treeSlot, 1<<10), shift: 64 - 10, most: most,
		follow: make([]int32, 2),
	}
}

// afterCall and afterReturn are indices of follow.
func afterCall(n int32) int   { return int(2 * n) }
func afterReturn(n int32) int { return int(2*n + 1) }

// next is child where last, an index of follow, happened before.
func (t *tree) next(last int, parent, key int32) int32 {
	n := t.follow[last]
	if c := &t.nodes[n]; c.parent == parent && c.key == key {
		return n
	}
	if n = t.child(parent, key); n >= 0 {
		t.follow[last] = n
	}
	return n
}

// child returns the node for a call of key from parent, which it makes unless
// there are too many; then it returns -1.
func (t *tree) child(parent, key int32) int32 {
	mask := uint64(len(t.slots) - 1)
	hash := treeHash(parent, key)
	for i := hash >> t.shift; ; i = (i + 1) & mask {
		s := t.slots[i]
		if s.node == 0 {
			return t.add(parent, key)
		}
		if s.hash != uint32(hash) {
			continue
		}
		if c := &t.nodes[s.node]; c.parent == parent && c.key == key {
			return s.node
		}
	}
}

func treeHash(parent, key int32) uint64 {
	h := (uint64(uint32(parent))<<32 | uint64(uint32(key))) * 0x9e3779b97f4a7c15
	return h ^ h>>32
}

func (t *tree) add(parent, key int32) int32 {
	n := int32(len(t.nodes))
	if int(n) > t.most {
		return -1
	}
	if len(t.nodes) == cap(t.nodes) {
		more := min(len(t.nodes), t.most+1-len(t.nodes))
		t.nodes, t.follow = slices.Grow(t.nodes, more), slices.Grow(t.follow, 2*more)
	}
	t.nodes = append(t.nodes, node{parent: parent, key: key})
	t.follow = append(t.follow, 0, 0)
	if 4*len(t.nodes) > 3*len(t.slots) {
		t.slots = make([]treeSlot, 2*len(t.slots))
		t.shift--
		for i := 1; i < int(n); i++ {
			t.put(int32(i))
		}
	}
	t.put(n)
	return n
}

func (t *tree) put(n int32) {
	mask := uint64(len(t.slots) - 1)
	hash := treeHash(t.nodes[n].parent, t.nodes[n].key)
	i := hash >> t.shift
	for t.slots[i].node != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = treeSlot{uint32(hash), n}
}

// children returns the children of all nodes: those of node i are list[first[i]
// : first[i+1]].
func (t *tree) children() (list, first []int32) {
	first = make([]int32, len(t.nodes)+1)
	for i := 1; i < len(t.nodes); i++ {
		first[t.nodes[i].parent+1]++
	}
	for i := range t.nodes {
		first[i+1] += first[i]
	}
	list = make([]int32, len(t.nodes)-1)
	free := slices.Clone(first) // the next of a node's children
	for i := 1; i < len(t.nodes); i++ {
		parent := t.nodes[i].parent
		list[free[parent]] = int32(i)
		free[parent]++
	}
	return list, first
}

// project returns the tree with other keys, -1 for nodes that are left out, with
// its nodes in the order of their stacks. Stacks that become the same are added
// up. Those without calls are left out: packets that could not be learnt have
// them, which depends on where the trace was cut. Nothing can be added to it.
func (t *tree) project(keys []int32) *tree {
	children, first := t.children()
	most := 0
	for i := 1; i < len(t.nodes); i++ {
		if t.nodes[i].calls > 0 && keys[t.nodes[i].key] >= 0 {
			most++
		}
	}
	out := &tree{nodes: make([]node, 1, 1+most), most: most}
	out.nodes[0] = t.nodes[0]
	type child struct{ key, node int32 }
	type visit struct {
		node             int32 // of out
		begin, next, end int   // in list
	}
	var list []child // of the stacks that are visited, those with one key together
	left := []int32{0}
	var stack []visit
	enter := func(n int32) { // whose nodes are in left
		begin := len(list)
		for len(left) > 0 {
			from := left[len(left)-1]
			left = left[:len(left)-1]
			for _, c := range children[first[from]:first[from+1]] {
				switch key := keys[t.nodes[c].key]; {
				case t.nodes[c].calls == 0:
				case key >= 0:
					list = append(list, child{key, c})
				default:
					left = append(left, c)
				}
			}
		}
		if of := list[begin:]; len(of) > 1 {
			slices.SortFunc(of, func(x, y child) int { return cmp.Compare(x.key, y.key) })
		}
		stack = append(stack, visit{n, begin, begin, len(list)})
	}
	for enter(0); len(stack) > 0; {
		v := &stack[len(stack)-1]
		if v.next == v.end {
			list = list[:v.begin]
			stack = stack[:len(stack)-1]
			continue
		}
		to := node{parent: v.node, key: list[v.next].key}
		for ; v.next < v.end && list[v.next].key == to.key; v.next++ {
			n := list[v.next].node
			from := &t.nodes[n]
			to.calls += from.calls
			to.returns += from.returns
			to.exclusive += from.exclusive
			left = append(left, n)
		}
		out.nodes = append(out.nodes, to)
		enter(int32(len(out.nodes) - 1))
	}
	return out
}

// sorted returns the tree with its nodes in the order of their stacks, by key,
// and what they were before. Nothing can be added to it.
func (t *tree) sorted() (out *tree, before []int32) {
	children, first := t.children()
	for i := range t.nodes {
		if of := children[first[i]:first[i+1]]; len(of) > 1 {
			slices.SortFunc(of, func(x, y int32) int { return cmp.Compare(t.nodes[x].key, t.nodes[y].key) })
		}
	}
	before = make([]int32, 1, len(t.nodes))
	out = &tree{nodes: make([]node, 1, len(t.nodes)), most: len(t.nodes) - 1}
	out.nodes[0] = t.nodes[0]
	type visit struct{ node, next, end int32 } // node is that of out
	stack := []visit{{0, first[0], first[1]}}
	for len(stack) > 0 {
		v := &stack[len(stack)-1]
		if v.next == v.end {
			stack = stack[:len(stack)-1]
			continue
		}
		n := children[v.next]
		v.next++
		node := t.nodes[n]
		node.parent = v.node
		out.nodes, before = append(out.nodes, node), append(before, n)
		stack = append(stack, visit{int32(len(out.nodes) - 1), first[n], first[n+1]})
	}
	return out, before
}

// keys appends the keys of a chain's stack to dst, the outermost first.
func (t *tree) keys(dst []int, c *chain) []int {
	from := len(dst)
	for n := c.at; n != 0; n = t.nodes[n].parent {
		dst = append(dst, int(t.nodes[n].key))
	}
	slices.Reverse(dst[from:])
	return dst
}
