// Evaluating a column at a point: the work of a whole block.
//
// A pass counts the pulls below and above the spans in which the two cuts are
// looked for, sums those that are certainly in the middle, and gathers those in
// a span. If more are in one than fit, the pass's histogram narrows it and the
// column is passed over again. Of what was gathered every thread counts how many
// are smaller than its own, which is their rank.
#pragma once

#include "search.cuh"

constexpr int gathered = 256; // pulls of one span that fit
constexpr int buckets = 256;
constexpr int mostWarps = 32;

// Anchors are above −2¹¹⁰ and below 2¹¹⁰.
constexpr i128 anchorLimit = static_cast<i128>(1) << 110;

// Answer is what is found for a column, in 64-bit words.
struct Answer {
	u64 value[2], low[2], high[2]; // the upper word first, as fixed.Q64x64
	u64 steps;
	u64 state;        // of these
	u64 passes, read; // over the column or what was left of it, and over how many agents
};
// An anchor is out of range, and the rest means nothing; or there is none yet.
constexpr u64 answered = 0, rejected = 1, unanswered = 2;

// Partial is what is summed over a block.
struct Partial {
	Sum sum;
	u64 weight;
	unsigned below, notAbove; // pulls before the lower span, and before the end of the upper one
};

// Gathering is one span's.
struct Gathering {
	unsigned count;     // all in the span, also when they did not fit
	bool tied;          // the span is a single pull
	int shift;          // of a pull's distance from the span's start, to its bucket
	int rank[2];        // the cut's among them; in a merged span, both cuts'
	u64 beyond;         // the weights of tied pulls that did not fit
	i128 near[2][3];    // the cuts, between their neighbours
	unsigned weight[2]; // the cuts'
	i128 p[gathered];
	unsigned w[gathered];
	unsigned histogram[buckets];
};

// Guess is where a search begins, v as anchors come.
struct Guess {
	i128 v;
	Span low, high;
};

// Agents is where anchors and weights are in the device's memory: those of a whole
// column one behind the other, of a part of it so many and, behind a gap, the rest.
struct Agents {
	const ulonglong2 *anchors;
	const uint16_t *weights; // less one
	unsigned n, front;
	u64 gap;

	__device__ __forceinline__ u64 at(unsigned i) const { return i < front ? i : i + gap; }
	__device__ __forceinline__ i128 anchor(unsigned i) const {
		ulonglong2 b = anchors[at(i)];
		return join(b.x, b.y);
	}
};

// Work is a block's shared memory but for the low words of its column.
struct Work {
	Game game, sample;
	Guess guess;
	Search search;
	Evaluation e;
	Gathering low, high;
	Partial partial[mostWarps];
	long long smallest[mostWarps], largest[mostWarps]; // upper words
	u64 order[gathered];                               // of a sample
	Agents agents;
	i128 minimum; // which anchors are relative to now
	u64 picked;
	unsigned taken;
	int shift; // of a relative anchor, to its key
	bool merged, again, edge;
	bool between; // spans begin and end between keys
	unsigned bad, equalWeight;
};

// weightAt reads a weight; weights are stored less one, in 16 bits. Those that came
// with the column nobody writes.
template <bool equal, bool came = false> static __device__ __forceinline__ unsigned weightAt(const uint16_t *weights, u64 i) {
	return equal ? 1u : static_cast<unsigned>(came ? __ldg(weights + i) : weights[i]) + 1;
}

static __device__ __forceinline__ int warpOf() { return threadIdx.x / 32; }
static __device__ __forceinline__ int laneOf() { return threadIdx.x % 32; }

// total leaves the block's sum in partial[0]. It begins and ends with a barrier.
static __device__ __forceinline__ void total(Work &work, Partial mine) {
	u64 counts = static_cast<u64>(mine.below) << 32 | mine.notAbove; // below 2³² each, so they never carry
	for (int by = 16; by > 0; by /= 2) {
		Sum other = shuffleDown(mine.sum, by);
		mine.sum.add(other.w0, other.w1, other.w2);
		mine.weight += __shfl_down_sync(wholeWarp, mine.weight, by);
		counts += __shfl_down_sync(wholeWarp, counts, by);
	}
	__syncthreads();
	if (laneOf() == 0) {
		mine.below = static_cast<unsigned>(counts >> 32);
		mine.notAbove = static_cast<unsigned>(counts);
		work.partial[warpOf()] = mine;
	}
	__syncthreads();
	if (threadIdx.x == 0) {
#pragma unroll 1
		for (unsigned i = 1; i < blockDim.x / 32; i++) {
			const Partial &p = work.partial[i];
			work.partial[0].sum.add(p.sum.w0, p.sum.w1, p.sum.w2);
			work.partial[0].weight += p.weight;
			work.partial[0].below += p.below;
			work.partial[0].notAbove += p.notAbove;
		}
	}
	__syncthreads();
}

// open prepares one span's gathering; every thread of the block calls.
static __device__ __forceinline__ void open(Gathering &g, Span s) {
	for (int i = threadIdx.x; i < buckets; i += blockDim.x)
		g.histogram[i] = 0;
	if (threadIdx.x == 0) {
		g.count = 0;
		g.beyond = 0;
		g.tied = s.to - s.from == 1;
		int bits = bitsOf(static_cast<u128>(s.to - s.from - 1));
		g.shift = bits > 8 ? bits - 8 : 0;
	}
}

static __device__ __forceinline__ void gather(Gathering &g, i128 from, i128 p, unsigned w) {
	unsigned at = atomicAdd(&g.count, 1u);
	if (at < gathered) {
		g.p[at] = p;
		g.w[at] = w;
	} else if (g.tied) {
		atomicAdd(&g.beyond, static_cast<u64>(w));
	}
	atomicAdd(&g.histogram[static_cast<u64>(static_cast<u128>(p - from) >> g.shift)], 1u);
}

// pass goes over a column once, at work.search.v and with its spans. A source
// calls the first function with every anchor of this thread and its weight, and
// the second with those for which the first returned true.
template <class Source> static __device__ __forceinline__ void pass(const Source &source, Work &work) {
	const Search &s = work.search;
	open(work.low, s.low);
	open(work.high, s.high);
	__syncthreads();
	Partial mine = {};
	auto gatherOne = [&](i128 x, unsigned w) {
		i128 p = Source::equal ? x : times(x - s.v, w);
		if (p < s.low.to)
			gather(work.low, s.low.from, p, w);
		else
			gather(work.high, s.high.from, p, w);
	};
	if constexpr (Source::keyed) {
		if (work.between) {
			source.sweepKeys(s, work.merged, mine, gatherOne);
			total(work, mine);
			return;
		}
	}
	source.sweep(
	    [&](i128 x, unsigned w) {
		    MEMORY_ANEW(); // the spans stay in shared memory
		    i128 p = Source::equal ? x : times(x - s.v, w);
		    bool notAbove = p < s.high.to;
		    mine.notAbove += notAbove;
		    if (p < s.low.to) {
			    if (p >= s.low.from)
				    return true;
			    mine.below++;
			    return false;
		    }
		    if (p >= s.high.from)
			    return notAbove;
		    mine.sum.add(p);
		    mine.weight += w;
		    return false;
	    },
	    gatherOne);
	total(work, mine);
}

// bucketOf returns the bucket in which a rank is. One whole warp calls.
static __device__ int bucketOf(const Gathering &g, int rank) {
	constexpr int share = buckets / 32;
	int mine = 0;
	for (int i = 0; i < share; i++)
		mine += g.histogram[laneOf() * share + i];
	int upTo = mine;
	for (int by = 1; by < 32; by *= 2) {
		int other = __shfl_up_sync(wholeWarp, upTo, by);
		if (laneOf() >= by)
			upTo += other;
	}
	int lane = __ffs(__ballot_sync(wholeWarp, upTo > rank)) - 1;
	int bucket = 0;
	for (int i = 0, before = upTo - mine; i < share; i++) {
		before += g.histogram[laneOf() * share + i];
		if (before <= rank)
			bucket = i + 1;
	}
	return lane * share + __shfl_sync(wholeWarp, bucket, lane);
}

static __device__ Span bucketSpan(const Gathering &g, Span s, int bucket) {
	i128 width = static_cast<i128>(1) << g.shift;
	i128 from = s.from + width * bucket;
	return within(Span{from, add(from, width)}, s);
}

// merge makes one span of two that overlap: the lower, with the upper one empty
// behind it. Then nothing is certainly in the middle.
static __device__ void merge(Work &work) {
	Span &low = work.search.low, &high = work.search.high;
	work.merged = low.to > high.from;
	if (work.merged) {
		if (high.from < low.from)
			low.from = high.from;
		if (high.to > low.to)
			low.to = high.to;
		high = Span{low.to, low.to};
	}
	const u64 mask = (1ull << work.shift) - 1;
	work.between = ((lowWord(low.from) | lowWord(low.to) | lowWord(high.from) | lowWord(high.to)) & mask) == 0;
}

// judge tells the block, in work.again, whether the spans had to change and the
// column is to be passed over again. It is the first warp's.
static __device__ APART void judge(const Game &g, Work &work) {
	Search &s = work.search;
	Evaluation &e = work.e;
	Gathering &low = work.low, &high = work.high;
	int below = work.partial[0].below;
	int lowRank = g.low - below;
	int highRank = work.merged ? g.n - 1 - g.high - below : static_cast<int>(high.count) - 1 - g.high + g.n - static_cast<int>(work.partial[0].notAbove);
	int count = low.count, upper = work.merged ? count : static_cast<int>(high.count);
	bool wrong = lowRank < 0 || lowRank >= count || highRank < 0 || highRank >= upper;
	bool manyLow = count > gathered, manyHigh = !work.merged && upper > gathered;
	bool narrowLow = !wrong && manyLow && !low.tied, narrowHigh = !wrong && manyHigh && !high.tied;
	int lowBucket = 0, highBucket = 0;
	if (narrowLow) {
		lowBucket = bucketOf(low, lowRank);
		if (work.merged)
			highBucket = bucketOf(low, highRank);
	}
	if (narrowHigh)
		highBucket = bucketOf(high, highRank);
	__syncwarp();
	if (laneOf() != 0)
		return;
	work.again = wrong || narrowLow || narrowHigh;
	if (wrong) {
		s.low = s.high = everywhere(g, s.v);
	} else if (narrowLow && work.merged) {
		Span a = bucketSpan(low, s.low, lowBucket), b = bucketSpan(low, s.low, highBucket);
		s.low = a;
		s.high = b;
	} else {
		if (narrowLow)
			s.low = bucketSpan(low, s.low, lowBucket);
		if (narrowHigh)
			s.high = bucketSpan(high, s.high, highBucket);
	}
	if (work.again) {
		merge(work);
		return;
	}
	low.rank[0] = lowRank;
	low.rank[1] = work.merged ? highRank : -2; // no rank is next to it
	high.rank[0] = -2;
	high.rank[1] = highRank;
	e.at = s.v;
	e.g = work.partial[0].sum;
	e.weight = work.partial[0].weight;
}

// rankOf returns how many of the first pulls are before one; of equal ones the
// first is.
static __device__ __forceinline__ int rankOf(const Gathering &g, int count, int of) {
	const i128 p = g.p[of];
	int rank = 0;
	for (int i = 0; i < count; i++)
		rank += g.p[i] < p || (g.p[i] == p && i < of);
	return rank;
}

// select finds the cuts among what was gathered and adds what they keep.
static __device__ __forceinline__ void select(const Game &game, Gathering &g, bool merged, bool lower, Partial &mine) {
	if (g.count > gathered)
		return; // all equal; see complete
	int first = lower ? g.rank[0] : 0, last = lower && !merged ? static_cast<int>(g.count) - 1 : g.rank[1];
	for (int i = threadIdx.x; i < static_cast<int>(g.count); i += blockDim.x) {
		int rank = rankOf(g, g.count, i);
		for (int cut = 0; cut < 2; cut++) {
			int by = rank - g.rank[cut];
			if (by >= -1 && by <= 1)
				g.near[cut][by + 1] = g.p[i];
			if (by == 0)
				g.weight[cut] = g.w[i];
		}
		if (first <= rank && rank <= last) {
			mine.sum.add(g.p[i]);
			mine.weight += g.w[i];
		}
	}
}

// completeTied is select where more pulls than fit are equal: any of them is the
// cut. Where some of them are kept and others not, the weight of the kept is a
// share of all, which is near enough for a slope: two that are equal cross as
// soon as v moves.
static __device__ APART void completeTied(Gathering &g, Span s, bool merged, bool lower, Evaluation &e) {
	int count = g.count;
	int first = lower ? g.rank[0] : 0, last = lower && !merged ? count - 1 : g.rank[1];
	u64 all = g.beyond, kept = last - first + 1;
	for (int i = 0; i < gathered; i++)
		all += g.w[i];
	e.g.addMul(s.from, kept);
	e.weight += kept == static_cast<u64>(count) ? all : all / count * kept;
	for (int cut = 0; cut < 2; cut++) {
		g.near[cut][0] = g.near[cut][1] = g.near[cut][2] = s.from;
		g.weight[cut] = g.w[0];
	}
}

// cutOf returns a cut with its distances; first is the trimmed side's neighbour.
static __device__ APART Cut cutOf(const Game &game, const Gathering &g, Span s, int cut) {
	i128 p = g.near[cut][1];
	bool before = g.rank[cut] > 0, after = g.rank[cut] + 1 < static_cast<int>(g.count);
	i128 down = before ? sub(p, g.near[cut][0]) : sub(p, s.from), up = after ? sub(g.near[cut][2], p) : sub(s.to, p);
	if (cut == 0)
		return Cut{p, before || game.low > 0 ? down : MOST, up, g.weight[0]};
	return Cut{p, after || game.high > 0 ? up : MOST, down, g.weight[1]};
}

// settle finds g, its slope and both cuts at work.search.v in what a pass has
// gathered. All threads of the block call.
static __device__ __forceinline__ void settle(const Game &game, Work &work) {
	Partial mine = {};
	select(game, work.low, work.merged, true, mine);
	if (!work.merged)
		select(game, work.high, false, false, mine);
	total(work, mine);
	if (threadIdx.x == 0) {
		Evaluation &e = work.e;
		const Partial &kept = work.partial[0];
		e.g.add(kept.sum.w0, kept.sum.w1, kept.sum.w2);
		e.g.add(game.kept.w0, game.kept.w1, game.kept.w2);
		e.g.addMul(-e.at, game.keptWeight);
		e.weight += kept.weight + game.keptWeight;
		Gathering &upper = work.merged ? work.low : work.high;
		Span &upperSpan = work.merged ? work.search.low : work.search.high;
		if (work.low.count > gathered)
			completeTied(work.low, work.search.low, work.merged, true, e);
		if (!work.merged && work.high.count > gathered)
			completeTied(work.high, work.search.high, false, false, e);
		e.low = cutOf(game, work.low, work.search.low, 0);
		e.high = cutOf(game, upper, upperSpan, 1);
	}
}
