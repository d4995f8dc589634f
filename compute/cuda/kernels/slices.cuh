// Columns in slices: those that do not fit into one multiprocessor. Many blocks
// pass over one column, each over its slice; the last one to arrive puts together
// what they found and says what the next kernel does.
//
// First the column is reduced (sample.cuh, reduce.cuh): a sample says between
// which two points v should be and where the cuts are there. A pass over all
// agents proves it, adds those that are in the middle from the one point to the
// other, counts those that are trimmed all the way, and leaves the others. What is
// left of a column is a game of its own with the same g between the two points,
// and is reduced again, until it fits a block, which finishes (resident.cuh).
//
// Where this does not help, as agents are tied or the sample was misleading, v is
// searched for as in a column that fits, by Newton, with a pass over all slices
// for every pass there. That always ends: every third point halves the bracket,
// and every pass divides by 256 a span that has too many pulls in it.
#pragma once

#include "solve.cuh"

// What is to be done next to a column.
enum Phase : unsigned {
	reducing,  // sample it and leave fewer agents
	fits,      // solve what is left in one block
	searching, // pass over what is left
	done,
};

// Lines are where the cuts are at two points and, as pulls are linear in v, on the
// straight lines between.
struct Lines {
	i128 v[2];
	Span low[2], high[2];
};

// How often it is tried to reduce a column anew where the root was not between two
// points.
constexpr int mostTries = 2;

// Tall is a column in slices, between kernels.
struct Tall {
	Phase phase;
	int level; // how often it was reduced
	int tries; // how often that was begun anew
	int f;
	unsigned least, most, equalWeight;
	Agents whole, left;
	int low, high; // how many of those left are trimmed on each side
	Sum kept;      // the sum of weight times anchor of those kept for sure
	u64 keptWeight;
	i128 from, to; // what is left has the column's g from here to there
	bool sure;     // and the root is there
	i128 lo, hi;   // where the root is known to be
	i128 minimum, range;
	Lines lines;
	Guess guess;
	unsigned gathered[2]; // left by a pass, at the lower cut and at the upper one alone
	unsigned arrived;     // slices of a pass
	u64 steps, passes, read;
	// While searching:
	Game game;
	Search search;
	bool merged;
	Gathering lows, highs;
};

// wholeAgain forgets how the column was reduced.
static __device__ void wholeAgain(Tall &c) {
	c.level = 0;
	c.left = c.whole;
	c.low = c.high = c.f;
	c.kept = Sum{0, 0, 0};
	c.keptWeight = 0;
	c.from = c.lo;
	c.to = c.hi;
	c.sure = true;
	c.guess.low = c.guess.high = Span{LEAST, MOST};
}

// describe makes a column known, before anything else is done to it.
static __device__ APART void describe(Tall &c, const ulonglong2 *column, const uint16_t *weights, int n, int f, unsigned least, unsigned most,
                                      bool equal, Answer *out) {
	// Nothing is read that nobody has written, not even between two fields.
	for (unsigned i = threadIdx.x; i < sizeof(Tall) / sizeof(u64); i += blockDim.x)
		reinterpret_cast<u64 *>(&c)[i] = 0;
	__syncthreads();
	if (threadIdx.x == 0) {
		c.phase = reducing;
		c.f = f;
		c.least = equal ? 1 : least;
		c.most = equal ? 1 : most;
		c.equalWeight = most;
		const unsigned all = n;
		c.whole = Agents{column, weights, all, all, 0};
		c.lo = -anchorLimit;
		c.hi = anchorLimit;
		wholeAgain(c);
		out->state = unanswered;
	}
	__syncthreads();
}

// enter makes what is left of a column a block's work. Thread 0 calls.
static __device__ void enter(const Tall &c, Work &work) {
	work.agents = c.left;
	work.game = Game{static_cast<int>(c.left.n), c.low, c.high, c.least, c.most, c.range, c.kept, c.keptWeight};
	work.guess = c.guess;
	work.equalWeight = c.equalWeight;
	work.bad = 0;
}

// beginLeft begins a search in what is left, whose minimum is in work. Thread 0
// calls.
static __device__ APART void beginLeft(const Tall &c, Work &work, bool equal) {
	const i128 minimum = work.minimum;
	work.game.kept.addMul(-minimum, c.keptWeight);
	beginWithin(work.game, work.search, equal ? 0 : c.guess.v - minimum, c.from - minimum, c.to - minimum, c.sure);
}

// turnTo prepares the next pass over the slices, whose spans are merged. All threads of the block call.
static __device__ __forceinline__ void turnTo(Tall &c, Work &work) {
	__syncthreads();
	if (threadIdx.x == 0) {
		c.search = work.search;
		c.merged = work.merged;
	}
	__syncthreads();
	open(c.lows, work.search.low);
	open(c.highs, work.search.high);
}

// beginSearch is what a block does last that finds that a column is to be searched.
// All threads of the block call.
static __device__ APART void beginSearch(Tall &c, Work &work, bool equal) {
	__syncthreads();
	if (threadIdx.x == 0) {
		enter(c, work);
		work.minimum = c.minimum;
		work.shift = 0;
		beginLeft(c, work, equal);
		useGuess(work, equal);
		merge(work);
		c.game = work.game;
	}
	turnTo(c, work);
}

// conclude writes the answer of a search that has ended, or goes back to the whole
// column where the root is not where it should have been, but on a known side. All threads of the block
// call.
static __device__ APART void conclude(Tall &c, Work &work, bool equal, Answer *out) {
	__syncthreads();
	const int beyond = work.search.beyond;
	if (threadIdx.x == 0) {
		c.steps += work.search.pass;
		if (beyond == 0) {
			*out = answerOf(work, equal, c.steps, c.passes, c.read);
			c.phase = done;
		} else {
			if (beyond < 0)
				c.hi = c.from;
			else
				c.lo = c.to;
			wholeAgain(c);
			c.phase = c.tries++ < mostTries ? reducing : searching;
		}
	}
	__syncthreads();
	if (c.phase == searching)
		beginSearch(c, work, equal);
}

// Slice is the agents from first on and before last of what is left of a column.
template <bool equalWeights> struct Slice {
	static constexpr bool equal = equalWeights, keyed = false;
	Agents agents;
	i128 minimum;
	unsigned first, last;

	template <class F, class G> __device__ __forceinline__ void sweep(F first, G second) const {
#pragma unroll 4
		for (unsigned i = this->first + threadIdx.x; i < last; i += blockDim.x) {
			const i128 x = agents.anchor(i) - minimum;
			const unsigned w = weightAt<equal>(agents.weights, agents.at(i));
			if (first(x, w))
				second(x, w);
		}
	}
};

// sliceBegin returns the first agent of a slice.
static __device__ __forceinline__ unsigned sliceBegin(unsigned n, unsigned slice) {
	return static_cast<unsigned>(static_cast<u64>(n) * slice / gridDim.x);
}

// lastToArrive tells whether all slices' blocks have done what they do before it.
// All threads of the block call; flag is in shared memory.
static __device__ __forceinline__ bool lastToArrive(Tall &c, unsigned &flag) {
	__threadfence();
	__syncthreads();
	if (threadIdx.x == 0)
		flag = atomicAdd(&c.arrived, 1u) == gridDim.x - 1;
	__syncthreads();
	__threadfence();
	return flag != 0;
}

// fetch copies what other blocks have written.
template <class T> static __device__ __forceinline__ void fetch(T &to, const T &from) {
	static_assert(sizeof(T) % sizeof(u64) == 0, "copied in words");
	const volatile u64 *source = reinterpret_cast<const volatile u64 *>(&from);
	for (unsigned i = 0; i < sizeof(T) / sizeof(u64); i++) {
		const u64 word = source[i];
		memcpy(reinterpret_cast<unsigned char *>(&to) + i * sizeof word, &word, sizeof word);
	}
}

// peek reads a word that other blocks have written.
template <class T> static __device__ __forceinline__ T peek(const T &from) { return *const_cast<const volatile T *>(&from); }

// fetchSpan copies what all blocks have gathered in a span. All threads of the block
// call.
static __device__ __forceinline__ void fetchSpan(Gathering &to, const Gathering &all) {
	const unsigned count = peek(all.count), kept = count < gathered ? count : gathered;
	if (threadIdx.x == 0) {
		to.count = count;
		to.beyond = peek(all.beyond);
	}
	for (unsigned i = threadIdx.x; i < kept; i += blockDim.x) {
		fetch(to.p[i], all.p[i]);
		to.w[i] = peek(all.w[i]);
	}
	for (int i = threadIdx.x; i < buckets; i += blockDim.x)
		to.histogram[i] = peek(all.histogram[i]);
}

// publish adds what a block has gathered in a span. flag is in shared memory.
static __device__ __forceinline__ void publish(Gathering &all, const Gathering &mine, unsigned &flag) {
	__syncthreads();
	if (threadIdx.x == 0) {
		flag = mine.count > 0 ? atomicAdd(&all.count, mine.count) : 0;
		if (mine.beyond > 0)
			atomicAdd(&all.beyond, mine.beyond);
	}
	__syncthreads();
	const unsigned before = flag, count = mine.count < gathered ? mine.count : gathered;
	for (unsigned i = threadIdx.x; i < count; i += blockDim.x) {
		if (before + i < gathered) {
			all.p[before + i] = mine.p[i];
			all.w[before + i] = mine.w[i];
		} else if (mine.tied) {
			atomicAdd(&all.beyond, static_cast<u64>(mine.w[i]));
		}
	}
	if (mine.count > 0)
		for (int i = threadIdx.x; i < buckets; i += blockDim.x)
			if (mine.histogram[i] > 0)
				atomicAdd(&all.histogram[i], mine.histogram[i]);
}

// searchSlice is a pass over one slice.
template <bool equal>
static __device__ __forceinline__ void searchSlice(unsigned char *arena, Tall &c, Partial *parts, Answer *out) {
	if (c.phase != searching)
		return;
	Work &work = *reinterpret_cast<Work *>(arena);
	if (threadIdx.x == 0) {
		work.agents = c.left;
		work.game = c.game;
		work.search = c.search;
		work.merged = c.merged;
		work.minimum = c.minimum;
		work.equalWeight = c.equalWeight;
		work.shift = 0;
	}
	__syncthreads();
	const unsigned n = work.agents.n;
	pass(Slice<equal>{work.agents, work.minimum, sliceBegin(n, blockIdx.x), sliceBegin(n, blockIdx.x + 1)}, work);
	if (threadIdx.x == 0)
		parts[blockIdx.x] = work.partial[0];
	publish(c.lows, work.low, work.taken);
	publish(c.highs, work.high, work.taken);
	if (!lastToArrive(c, work.taken))
		return;

	Partial mine = {};
	for (unsigned i = threadIdx.x; i < gridDim.x; i += blockDim.x) {
		Partial part;
		fetch(part, parts[i]);
		mine.sum.add(part.sum.w0, part.sum.w1, part.sum.w2);
		mine.weight += part.weight;
		mine.below += part.below;
		mine.notAbove += part.notAbove;
	}
	fetchSpan(work.low, c.lows);
	fetchSpan(work.high, c.highs);
	total(work, mine);
	if (threadIdx.x == 0) {
		c.arrived = 0;
		c.passes++;
		c.read += n;
	}
	if (warpOf() == 0)
		judge(work.game, work);
	__syncthreads();
	if (!work.again) {
		settle(work.game, work);
		if (threadIdx.x == 0)
			decide(work.game, work.search, work.e, 1 << 30);
		__syncthreads();
		if (work.search.ended)
			return conclude(c, work, equal, out);
		if (work.search.pick)
			pickAnchor(work.game, work);
		if (threadIdx.x == 0)
			merge(work);
	}
	turnTo(c, work);
}
