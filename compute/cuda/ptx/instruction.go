package ptx

// kind is what the machine does with an instruction.
type kind uint8

const (
	kindALU kind = iota
	kindCompare
	kindSelect
	kindCarry
	kindMovePredicate
	kindLogicPredicate
	kindSpecial
	kindLocalAddress
	kindPack
	kindUnpack
	kindLoad
	kindStore
	kindLoadParam
	kindStoreParam
	kindAtomic
	kindCopyAsync
	kindCommit
	kindWaitGroup
	kindFence // nothing to do: every access is done when the next instruction begins
	// From here on lanes may part, meet or wait.
	kindBranch
	kindCall
	kindReturn
	kindExit
	kindBarrier
	kindSyncWarp
	kindShuffle
	kindVote
	kindMultiply
)

// Class groups instructions for counting.
type Class uint8

// Classes of instructions.
const (
	Integer Class = iota
	Float
	Compare
	Move
	Convert
	Global
	Shared
	Parameter
	Atomic
	Control
	Synchronise
	Exchange
	Tensor
	Copy
	classes
)

func (c Class) String() string {
	return [...]string{"integer", "float", "compare and select", "move", "convert", "global memory", "shared memory", "parameters", "atomic",
		"branch and call", "barrier", "shuffle and vote", "tensor", "asynchronous copy"}[c]
}

// instruction is one instruction, decoded. Registers count from their frame's
// first one; those below 0 are the module's constants.
type instruction struct {
	kind   kind
	negate bool // of the guard
	guard  int32
	line   int32

	d, a, b, c int32
	p, q       int32 // predicates
	offset     int64
	target     int32
	vec        []int32 // results first
	results    int     // of vec
	form       *form

	// What the form says and is wanted often.
	one  func(a, b, c uint64) uint64
	all  func(d, a, b, c *row)
	cmp  func(a, b uint64) bool
	cmps func(a, b *row) uint32

	call  *callSite
	watch []watch
}

// watch is a use of a register that may hold nothing: its predicate says in which
// lanes it does.
type watch struct {
	slot   int32
	writes bool
	name   string
}

// callSite is what a call copies between the frames' parameter bytes.
type callSite struct {
	to            *function
	args, returns []variable // the caller's
}

// none stands for a register or predicate that an instruction does not have.
const none = int32(-1 << 31)

// ends tells whether nothing runs on into what stands behind.
func (in *instruction) ends() bool {
	return in.guard == none && (in.kind == kindReturn || in.kind == kindExit || in.kind == kindBranch)
}

// writes calls f with every register that is written, and reads with every one
// that is read.
func (in *instruction) writes(f func(*int32)) {
	if in.d != none {
		f(&in.d)
	}
	for i := range in.results {
		f(&in.vec[i])
	}
}

func (in *instruction) reads(f func(*int32)) {
	for _, r := range []*int32{&in.a, &in.b, &in.c} {
		if *r >= 0 {
			f(r)
		}
	}
	for i := in.results; i < len(in.vec); i++ {
		if in.vec[i] >= 0 {
			f(&in.vec[i])
		}
	}
}
