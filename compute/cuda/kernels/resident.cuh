// Columns that fit into one multiprocessor, and what is left of longer ones: a
// block keeps the anchors from the first step to the last.
#pragma once

#include "slices.cuh"

// Resident is a column, or what is left of one, in registers and shared memory: so
// many anchors a thread.
template <int items, int threads, bool equalWeights, bool left> struct Resident {
	static constexpr bool equal = equalWeights, keyed = equalWeights;
	u64 key[items];
	// What else it takes to know is in shared memory, where it takes no registers
	// from one pass to the next; behind Work are the rests.
	Work *work;

	// rests returns this thread's first; the next are each so many threads on. The
	// places are not to be kept, so they are found anew.
	__device__ __forceinline__ u64 *rests() const {
		unsigned first = threadIdx.x;
		ANEW32(first);
		return reinterpret_cast<u64 *>(work + 1) + first;
	}
	__device__ __forceinline__ u64 at(unsigned i) const { return left ? work->agents.at(i) : i; }

	// load reads the column, in registers and shared memory, and returns the ends
	// of its upper words. Four reads are under way at a time; behind the end the
	// first anchor stands for those that are not there.
	__device__ __forceinline__ void load(long long &least, long long &most) {
		const ulonglong2 *column = work->agents.anchors;
		u64 *rest = rests();
		const int n = work->agents.n;
#pragma unroll
		for (int first = 0; first < items; first += 4) {
			ulonglong2 b[4];
#pragma unroll
			for (int j = 0; j < 4; j++) {
				int i = threadIdx.x + (first + j) * threads;
				b[j] = column[i < n ? at(i) : 0];
			}
#pragma unroll
			for (int j = 0; j < 4; j++) {
				int i = threadIdx.x + (first + j) * threads;
				key[first + j] = b[j].x;
				if (i < n)
					rest[(first + j) * threads] = b[j].y;
			}
		}
#pragma unroll
		for (int k = 0; k < items; k++) {
			const long long high = static_cast<long long>(key[k]);
			least = high < least ? high : least;
			most = high > most ? high : most;
		}
	}

	// split makes keys and rests of what was loaded.
	__device__ __forceinline__ void split() {
		const int n = work->agents.n, shift = work->shift;
		u64 *rest = rests();
		const u64 unit = highWord(work->minimum), mask = (1ull << shift) - 1;
#pragma unroll
		for (int k = 0; k < items; k++) {
			int i = threadIdx.x + k * threads;
			u64 high = key[k] - unit;
			key[k] = ~0ull; // for those that are not there
			if (i < n) {
				u64 low = rest[k * threads];
				key[k] = high << 1 << (63 - shift) | low >> shift;
				rest[k * threads] = low & mask;
			}
		}
	}

	// gatherAll calls the function with the anchors of a mask, which it reads again:
	// registers have no index.
	template <class G> __device__ __forceinline__ void gatherAll(u64 all, G gather) const {
#pragma unroll 1
		for (; all != 0; all &= all - 1) {
			int k = __ffsll(static_cast<long long>(all)) - 1;
			int i = threadIdx.x + k * threads;
			ulonglong2 b = work->agents.anchors[at(i)];
			gather(join(b.x, b.y) - work->minimum, weightAt<equal, !left>(work->agents.weights, at(i)));
		}
	}

	// sweepKeys is a pass over keys alone, where all weights are one and v is 0, so
	// that pulls are anchors, and where spans begin and end between keys. Only the
	// rests of the middle are added.
	template <class G> __device__ __forceinline__ void sweepKeys(const Search &s, bool merged, Partial &mine, G gather) const {
		const int n = work->agents.n, shift = work->shift;
		const u64 *rest = rests();
		const u64 lowFrom = static_cast<u64>(s.low.from >> shift), lowLast = static_cast<u64>((s.low.to - 1) >> shift);
		// Behind a merged span nothing is in the middle or in the upper span.
		const u64 highFrom = merged ? 0 : static_cast<u64>(s.high.from >> shift);
		const u64 highLast = merged ? 0 : static_cast<u64>((s.high.to - 1) >> shift);
		const int there = (n - static_cast<int>(threadIdx.x) + threads - 1) / threads;
		u64 all = 0, sumLow = 0, sumRest = 0;
		unsigned sumHigh = 0, middle = 0, below = 0, notAbove = 0;
		// Without a branch, which costs more than what it saves; the largest key
		// stands for the anchors that are not there.
#pragma unroll
		for (int k = 0; k < items; k++) {
			const u64 x = key[k];
			const bool past = x > lowLast, before = x < lowFrom, upper = x >= highFrom, under = x <= highLast;
			const bool inMiddle = past && !upper;
			below += before;
			notAbove += under;
			middle += inMiddle;
			const u64 add = inMiddle ? x : 0;
			sumLow += add;
			sumHigh += sumLow < add;
			if (inMiddle)
				sumRest += rest[k * threads];
			all |= static_cast<u64>(!before && (!past || (upper && under))) << k;
		}
		all &= (1ull << there) - 1;
		mine.below = below;
		mine.notAbove = notAbove - (highLast == ~0ull ? items - there : 0);
		mine.sum.add((join(sumHigh, sumLow) << shift) + static_cast<i128>(sumRest));
		mine.weight += middle;
		gatherAll(all, gather);
	}

	// Only the first function is unrolled.
	template <class F, class G> __device__ __forceinline__ void sweep(F first, G second) const {
		u64 all = 0;
		const int n = work->agents.n;
		const u64 *rest = rests();
		int shift = work->shift;
		const uint16_t *weights = work->agents.weights;
		ANEW32(shift);
		ANEW64(weights);
#pragma unroll
		for (int k = 0; k < items; k++) {
			int i = threadIdx.x + k * threads;
			if (i < n) {
				u64 low = key[k] << shift | rest[k * threads], high = key[k] >> 1 >> (63 - shift);
				all |= static_cast<u64>(first(join(high, low), weightAt<equal, !left>(weights, at(i)))) << k;
			}
		}
		gatherAll(all, second);
	}
};

// Sample is one anchor for each thread.
struct Sample {
	static constexpr bool equal = false, keyed = false;
	i128 x;
	unsigned w;

	template <class F, class G> __device__ __forceinline__ void sweep(F first, G second) const {
		if (first(x, w))
			second(x, w);
	}
};

// From so many agents on a sample says where to begin, with one of them for each
// thread of a block of as many as are gathered.
constexpr int sampledFrom = 4 * gathered;
constexpr int samplePasses = 3;

// guess leaves in work.guess where the search begins: in a long column at the
// root of a sample of it, with the sample's order statistics some standard
// deviations of their rank around the cuts as spans. It is made before the column
// is loaded, when the registers are free. It returns false where it has met an
// anchor out of range.
template <bool equal> static __device__ APART bool guess(Work &work) {
	const Game &game = work.game;
	Search &s = work.search;
	Guess &out = work.guess;
	const int m = blockDim.x;
	if (game.n < sampledFrom || m != gathered) {
		if (threadIdx.x == 0) {
			out = Guess{work.agents.anchor(game.n / 2), Span{LEAST, MOST}, Span{LEAST, MOST}};
		}
		return true;
	}
	int i = static_cast<int>(static_cast<u64>(threadIdx.x) * game.n / m);
	const i128 absolute = work.agents.anchor(i);
	const long long upper = static_cast<long long>(highWord(absolute));
	if (threadIdx.x == 0) {
		work.sample = game;
		work.sample.n = m;
		work.sample.low = work.sample.high = static_cast<int>(static_cast<u64>(game.low) * m / game.n);
	}
	extremes(work, work.sample, upper, upper, false);
	if (work.bad)
		return false;
	const Sample sample{absolute - work.minimum, weightAt<equal, true>(work.agents.weights, i)};
	if (!equal) {
		if (threadIdx.x == 0)
			begin(work.sample, s, sample.x);
		__syncthreads();
		solve(sample, work.sample, work, samplePasses);
	}
	// Pulls do not depend on what anchors are relative to, as long as v is, too;
	// where all weights are equal v is the column's minimum, yet unknown.
	const i128 v = equal ? -work.minimum : s.value;
	const int f = work.sample.low;
	__syncthreads();
	// 64 bits of a pull are enough for where to look.
	const i128 p = times(sample.x - v, sample.w);
	const Span all = equal ? Span{work.minimum, work.minimum + work.sample.range + 1} : everywhere(work.sample, v);
	const int bits = bitsOf(static_cast<u128>(all.to - all.from));
	const u64 near = static_cast<u64>(static_cast<u128>(p - all.from) >> (bits > 64 ? bits - 64 : 0));
	work.order[threadIdx.x] = near;
	if (threadIdx.x == 0)
		out = Guess{v + work.minimum, Span{LEAST, MOST}, Span{LEAST, MOST}};
	__syncthreads();
	const int margin = 3 * static_cast<int>(sqrtf(static_cast<float>(f) * (m - f) / m)) + 5;
	int rank = 0;
#pragma unroll 8
	for (int j = 0; j < gathered; j++)
		rank += work.order[j] < near || (work.order[j] == near && j < static_cast<int>(threadIdx.x));
	// Every bound is written by the one thread whose rank it is, or stays.
	if (rank == f - margin)
		out.low.from = p;
	if (rank == f + margin)
		out.low.to = p + 1;
	if (rank == m - 1 - f - margin)
		out.high.from = p;
	if (rank == m - 1 - f + margin)
		out.high.to = p + 1;
	return true;
}

// load has a source read work.agents. It returns false where one is out of range.
template <class Source> static __device__ __forceinline__ bool load(Source &source, Work &work) {
	source.work = &work;
	long long lowest = 0x7fffffffffffffffll, highest = -lowest - 1;
	source.load(lowest, highest);
	extremes(work, work.game, lowest, highest, true);
	if (work.bad)
		return false;
	source.split();
	return true;
}

// search finds the root; thread 0 has begun.
template <class Source> static __device__ __forceinline__ void search(const Source &source, Work &work) {
	if (threadIdx.x == 0) {
		useGuess(work, Source::equal);
		if (Source::equal) { // between keys, for sweepKeys
			Search &s = work.search;
			const i128 mask = (static_cast<i128>(1) << work.shift) - 1;
			s.low = Span{s.low.from & ~mask, (s.low.to + mask) & ~mask};
			s.high = Span{s.high.from & ~mask, (s.high.to + mask) & ~mask};
		}
	}
	__syncthreads();
	solve(source, work.game, work, 1 << 30);
}

template <int items, int threads, bool equal>
static __device__ __forceinline__ void residentColumn(unsigned char *arena, const ulonglong2 *anchors, const uint16_t *weights, int n, int f,
                                                      unsigned least, unsigned most, Answer *answers) {
	Work &work = *reinterpret_cast<Work *>(arena);
	Answer *out = answers + blockIdx.x;
	if (threadIdx.x == 0) {
		const unsigned all = n;
		work.agents = Agents{anchors + static_cast<u64>(blockIdx.x) * n, weights, all, all, 0};
		work.game = Game{n, f, f, equal ? 1 : least, equal ? 1 : most, 0, Sum{0, 0, 0}, 0};
		work.equalWeight = most;
		work.bad = 0;
	}
	__syncthreads();
	if (!guess<equal>(work))
		return reject(out);
	Resident<items, threads, equal, false> source;
	if (!load(source, work))
		return reject(out);
	if (threadIdx.x == 0)
		begin(work.game, work.search, equal ? 0 : work.guess.v - work.minimum);
	search(source, work);
	if (threadIdx.x == 0)
		*out = answerOf(work, equal, work.search.pass, 1, n);
}

// leftColumn solves what is left of a column, where that fits.
template <int items, int threads, bool equal>
static __device__ __forceinline__ void leftColumn(unsigned char *arena, Tall &column, Answer *out) {
	if (column.phase != fits)
		return;
	Work &work = *reinterpret_cast<Work *>(arena);
	if (threadIdx.x == 0) {
		enter(column, work);
		column.passes++;
		column.read += column.left.n;
	}
	__syncthreads();
	Resident<items, threads, equal, true> source;
	load(source, work); // all in range, as they have been read before
	if (threadIdx.x == 0)
		beginLeft(column, work, equal);
	search(source, work);
	conclude(column, work, equal, out);
}
