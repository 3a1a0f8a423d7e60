// Package decoder turns function traces into documents and profiles.
//
// [Decode] reads a trace once and returns a [Profile]: what was called, from
// where, by which packet and for how long. Its methods give the documents of
// package result; [Profile.WriteFiles] writes the six files that PyBrIG's
// decoder of 2013 wrote.
//
//	m, err := trace.ParseMap(mapText)
//	p, err := decoder.Decode(ctx, traceFile, m, decoder.DefaultMemory, nil)
//	counts := p.Counts()
//	counts.Header = header
//
// # Model
//
// The analysis keeps one stack of calls and of components that were entered.
// Stacks seen are nodes of a tree, so a call or return costs the same however
// deep it is; call stacks of functions, those of components and the graph of
// callers are read off the tree in the end. A packet that makes the same
// entries as one before it, as nearly all do, is recognised while it is read
// ([trace.Cursor.Repeat]), and what is left to do is to add up how long each of
// its calls took, for all packets of this pattern together. Others are decoded
// field by field ([trace.Cursor.Fields]) and analysed entry by entry. Times are
// summed as integers, so that sums and variances of documents are exact and do
// not depend on order. PyBrIG's files have doubles that were rounded at every
// step, in the order of the trace: for those who write them ([DecodeForFiles])
// these are followed beside the integers; of functions that share a name they
// are merged.
//
// Several processors analyse a trace in shards, which are some blocks in a
// row. One whose turn has come is analysed in the state before it. Others are
// analysed as parts, on a stack that is not known yet: its calls that end in
// the part are demands on it. When its turn has come a part is put together
// with all that was before, but for what its repeats came to: that it keeps from
// shard to shard, and the whole takes it in the end. What it would take the stack to decide, and what may
// reach a limit, is not analysed as a part, but when its turn has come: so the
// outcome does not depend on shards or processors. [Decode2013] has no shards:
// what it does with returns that do not match depends on all before them.
//
// What a packet costs is worked out when it ends, and where its time went over
// network time when a bucket of it does, from the sums of all functions. Of the
// worst packets the columns are walked once more. The cost of tracing is
// subtracted in the end: the tree tells after how many entries a call went on.
//
// # Memory
//
// Memory has bounds whatever the trace holds, in proportion to what Decode is
// given, less what the map takes. Beyond the limits below, packet chains are
// first told apart by digest without their names, then only counted; call
// chains are only counted, and so are edges. A document that such a limit
// touched says how many occurrences it could not tell apart (Summarised of
// result.Chains; of edges, what the total of the set has beyond theirs) and has
// no digest of the set. Counts and times stay exact. Blocks that are too large, stacks that are too deep and too many
// functions are errors.
//
// # Meaning
//
// A function that is called and returns n times has 2n entries. A call chain
// is counted when its last function returns, so calls that are open at the
// end of a trace are in no chain and have no time. Inclusive times hold
// callees and count recursion twice. The call stack is not cut between
// packets. The first packet chain is what ran before the first packet.
//
// Where the decoder of 2013 was wrong, this one differs:
//
//	B1   Functions that share a name are added up; there one hid the other.
//	B2   Chains are lists of names. In call_chain.json and packet_chain.json,
//	     whose keys are joined names, chains with equal keys are added up.
//	B3   The last packet's chain is counted at the end of the trace.
//	B4   An error is an error: nothing is written.
//	B5   A trace that ends within a block is an error.
//	B6   A body without a name of its own is called after its function:
//	     new_connection.1 where the map has new_connection as body 0.
//	B7   Times are differences of integers; no base is subtracted.
//	B8   A return that does not match the innermost call ends the calls
//	     within the nearest one that it does match; without one it is
//	     dropped. Call chains, timings and event paths agree on that.
//	B9   A time needs its clock at both ends, the call and the return.
//	B10  An LZF reference may end a block.
//	B11  There is JSONP if a callback is named.
//	B12  The trial's id is escaped in map.json.
//	B13  A timestamp begins a packet whatever kind of entry carries it.
//	B14  Text is UTF-8.
//	B15  The mapping has flags and relative file names.
//
// (The numbers are those of doc/trace.md.)
//
// [Decode2013] decodes as it did, mistakes included.
package decoder

// Limits of the analysis with [DefaultMemory]; with more or less memory they
// are more or less in proportion.
const (
	// maxAhead bounds the bytes of blocks that wait for their analysis. A
	// larger block passes alone.
	maxAhead = 32 << 20
	// maxIdentifiers bounds the functions, bodies and components of a trace.
	// Each costs about 250 bytes. More memory does not allow for more.
	maxIdentifiers = 1 << 17
	// maxDepth bounds the call stack. A trace that goes deeper is refused: it
	// most likely lacks its returns. More memory does not allow for more.
	maxDepth = 1 << 19
	// maxWorkers bounds the processors that analyse at a time, each with what it
	// learns: 8 to 12 MB.
	maxWorkers = 8
	// maxPaths bounds the distinct call stacks, at about 60 bytes each.
	maxPaths = 1 << 19
	// maxRepeats bounds the memory for packets known by their symbols.
	maxRepeats = 24 << 20
	// maxSymbols bounds the symbols of a trace that are known at a time.
	maxSymbols = 1 << 18
	// maxEdges bounds the edges that are counted apart once maxPaths is
	// reached.
	maxEdges = 1 << 19
	// maxPacketChains bounds the distinct packet chains, at about 100 bytes
	// each without their names.
	maxPacketChains = 1 << 18
	// maxPacketBytes bounds the memory for the names of packet chains.
	maxPacketBytes = 48 << 20
	// maxChainBytes bounds the memory for the names of one packet chain;
	// longer chains are told apart by digest.
	maxChainBytes = 8 << 20
	// maxFileNames bounds the names that call_chain.json and
	// packet_chain.json hold each; the most frequent chains are kept.
	maxFileNames = 1 << 25
)
