// The trimmed equilibrium of columns: see package compute for the game and
// compute/cpu for the specification of the answer, which this returns bit by bit.
//
// A block solves a column from the first step to the last. Anchors are kept as x −
// min, with the minimum rounded down to a whole unit: the upper 64 bits of what
// that takes are the anchor's key, in a register, and the rest, at most 47 bits,
// is in shared memory. 10,000 anchors are 80 registers of 256 threads and 80 KB,
// so that two blocks share a multiprocessor and one loads while the other
// computes. Columns that do not fit are read again at every pass.
#include "column.cuh"

// Answer is what a column's block writes, in 64-bit words.
struct Answer {
	u64 value[2], low[2], high[2]; // the upper word first, as fixed.Q64x64
	u64 steps;
	u64 bad; // 1 if an anchor is out of range, and the rest means nothing
};

// weightAt reads a weight; weights are stored less one, in 16 bits.
template <bool equal> static __device__ __forceinline__ unsigned weightAt(const uint16_t *weights, int i) {
	return equal ? 1u : static_cast<unsigned>(__ldg(weights + i)) + 1;
}

// Resident is a column in registers and shared memory: so many anchors a thread.
template <int items, int threads, bool equalWeights> struct Resident {
	static constexpr bool equal = equalWeights, keyed = equalWeights;
	u64 key[items];
	u64 *rest;
	const uint16_t *weights;
	const ulonglong2 *column;
	i128 minimum;
	int n, shift;

	// load reads the column, in registers and shared memory, and returns the ends
	// of its upper words. Four reads are under way at a time; behind the end the
	// first anchor stands for those that are not there.
	__device__ __forceinline__ void load(long long &least, long long &most) {
#pragma unroll
		for (int first = 0; first < items; first += 4) {
			ulonglong2 b[4];
#pragma unroll
			for (int j = 0; j < 4; j++) {
				int i = threadIdx.x + (first + j) * threads;
				b[j] = column[i < n ? i : 0];
			}
#pragma unroll
			for (int j = 0; j < 4; j++) {
				int i = threadIdx.x + (first + j) * threads;
				long long high = static_cast<long long>(b[j].x);
				least = high < least ? high : least;
				most = high > most ? high : most;
				key[first + j] = b[j].x;
				if (i < n)
					rest[i] = b[j].y;
			}
		}
	}

	// split makes keys and rests of what was loaded.
	__device__ __forceinline__ void split() {
		const u64 unit = highWord(minimum), mask = (1ull << shift) - 1;
#pragma unroll
		for (int k = 0; k < items; k++) {
			int i = threadIdx.x + k * threads;
			if (i < n) {
				u64 high = key[k] - unit, low = rest[i];
				key[k] = high << 1 << (63 - shift) | low >> shift;
				rest[i] = low & mask;
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
			ulonglong2 b = column[i];
			gather(join(b.x, b.y) - minimum, weightAt<equal>(weights, i));
		}
	}

	// sweepKeys is a pass over keys alone, where all weights are one and v is 0, so
	// that pulls are anchors, and where spans begin and end between keys. Only the
	// rests of the middle are added.
	template <class G> __device__ __forceinline__ void sweepKeys(const Search &s, bool merged, Partial &mine, G gather) const {
		const u64 lowFrom = static_cast<u64>(s.low.from >> shift), lowLast = static_cast<u64>((s.low.to - 1) >> shift);
		const u64 highFrom = static_cast<u64>(s.high.from >> shift), highLast = static_cast<u64>((s.high.to - 1) >> shift);
		u64 all = 0, sumLow = 0, sumRest = 0;
		unsigned sumHigh = 0, middle = 0;
#pragma unroll
		for (int k = 0; k < items; k++) {
			int i = threadIdx.x + k * threads;
			if (i < n) {
				const u64 x = key[k];
				bool past = x > lowLast, before = x < lowFrom, notAbove = x <= highLast;
				bool inMiddle = !merged && past && x < highFrom;
				bool inSpan = (!before && !past) || (!merged && x >= highFrom && notAbove);
				mine.below += before;
				mine.notAbove += notAbove;
				if (inMiddle) {
					sumLow += x;
					sumHigh += sumLow < x;
					sumRest += rest[i];
					middle++;
				}
				all |= static_cast<u64>(inSpan) << k;
			}
		}
		mine.sum.add((join(sumHigh, sumLow) << shift) + static_cast<i128>(sumRest));
		mine.weight += middle;
		gatherAll(all, gather);
	}

	// Only the first function is unrolled.
	template <class F, class G> __device__ __forceinline__ void sweep(F first, G second) const {
		u64 all = 0;
		int shift = this->shift;
		const uint16_t *weights = this->weights;
		ANEW32(shift);
		ANEW64(weights);
#pragma unroll
		for (int k = 0; k < items; k++) {
			int i = threadIdx.x + k * threads;
			if (i < n) {
				u64 low = key[k] << shift | rest[i], high = key[k] >> 1 >> (63 - shift);
				all |= static_cast<u64>(first(join(high, low), weightAt<equal>(weights, i))) << k;
			}
		}
		gatherAll(all, second);
	}
};

// Streamed is a column in the device's memory.
template <bool equalWeights> struct Streamed {
	static constexpr bool equal = equalWeights, keyed = false;
	const ulonglong2 *column;
	const uint16_t *weights;
	int n;
	i128 minimum;

	template <class F, class G> __device__ __forceinline__ void sweep(F first, G second) const {
#pragma unroll 4
		for (int i = threadIdx.x; i < n; i += blockDim.x) {
			ulonglong2 b = column[i];
			i128 x = join(b.x, b.y) - minimum;
			unsigned w = weightAt<equal>(weights, i);
			if (first(x, w))
				second(x, w);
		}
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

// extremes leaves the minimum of all threads' anchors in work, rounded down to a
// whole unit, and in game how far the maximum may be from it, given the ends of
// their upper words; work.bad says whether one is out of range. All threads of
// the block call.
static __device__ __forceinline__ void extremes(Work &work, Game &game, long long least, long long most) {
	for (int by = 16; by > 0; by /= 2) {
		long long a = __shfl_down_sync(wholeWarp, least, by), b = __shfl_down_sync(wholeWarp, most, by);
		least = a < least ? a : least;
		most = b > most ? b : most;
	}
	__syncthreads();
	if (laneOf() == 0) {
		work.smallest[warpOf()] = least;
		work.largest[warpOf()] = most;
	}
	__syncthreads();
	if (threadIdx.x == 0) {
		for (unsigned i = 1; i < blockDim.x / 32; i++) {
			least = work.smallest[i] < least ? work.smallest[i] : least;
			most = work.largest[i] > most ? work.largest[i] : most;
		}
		const long long limit = 1ll << 46; // |b| < 2¹¹⁰
		work.bad = least < -limit || most >= limit;
		work.edge = least == -limit;
		work.minimum = join(static_cast<u64>(least), 0);
		game.range = join(static_cast<u64>(most) - static_cast<u64>(least), ~0ull);
		work.shift = bitsOf(static_cast<u128>(game.range)) - 64;
	}
	__syncthreads();
	if (work.edge) { // −2¹¹⁰ itself is out of range, and what has the same upper word is not
		for (int i = threadIdx.x; i < work.n; i += blockDim.x)
			if (static_cast<long long>(work.column[i].x) == -(1ll << 46) && work.column[i].y == 0)
				work.bad = 1;
		__syncthreads();
	}
}

// From so many agents on a sample says where to begin, with one of them for each
// thread of a block of as many as are gathered.
constexpr int sampledFrom = 4 * gathered;
constexpr int samplePasses = 3;

// guess leaves in work.guess where the search begins: in a long column at the
// root of a sample of it, with the sample's order statistics some standard
// deviations of their rank around the cuts as spans. It is made before the column
// is loaded, when the registers are free. It returns false where it has met an
// anchor out of range.
template <bool equal> static __device__ APART bool guess(Work &work, const uint16_t *weights) {
	const Game &game = work.game;
	Search &s = work.search;
	Guess &out = work.guess;
	const int m = blockDim.x;
	if (game.n < sampledFrom || m != gathered) {
		if (threadIdx.x == 0) {
			ulonglong2 b = work.column[game.n / 2];
			out = Guess{join(b.x, b.y), Span{LEAST, MOST}, Span{LEAST, MOST}};
		}
		return true;
	}
	int i = static_cast<int>(static_cast<u64>(threadIdx.x) * game.n / m);
	ulonglong2 b = work.column[i];
	const i128 absolute = join(b.x, b.y);
	if (threadIdx.x == 0) {
		work.sample = game;
		work.sample.n = m;
		work.sample.f = static_cast<int>(static_cast<u64>(game.f) * m / game.n);
	}
	extremes(work, work.sample, static_cast<long long>(b.x), static_cast<long long>(b.x));
	if (work.bad)
		return false;
	const Sample sample{absolute - work.minimum, weightAt<equal>(weights, i)};
	if (!equal) {
		if (threadIdx.x == 0)
			begin(work.sample, s, sample.x);
		__syncthreads();
		solve(sample, work.sample, work, samplePasses);
	}
	// Pulls do not depend on what anchors are relative to, as long as v is, too;
	// where all weights are equal v is the column's minimum, yet unknown.
	const i128 v = equal ? -work.minimum : s.value;
	const int f = work.sample.f;
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

// start turns the guess into the search's beginning. Thread 0 calls.
static __device__ APART void start(Work &work, bool equal) {
	const Game &game = work.game;
	const Guess &from = work.guess;
	Search &s = work.search;
	i128 v = equal ? 0 : from.v - work.minimum;
	begin(game, s, v);
	// Where all weights are equal, pulls at v = 0 are the anchors themselves.
	i128 offset = equal ? work.minimum : 0;
	Span limits = everywhere(game, v);
	s.low = within(Span{sub(from.low.from, offset), sub(from.low.to, offset)}, limits);
	s.high = within(Span{sub(from.high.from, offset), sub(from.high.to, offset)}, limits);
	if (!equal)
		return;
	// Between keys, for sweepKeys.
	const i128 mask = (static_cast<i128>(1) << work.shift) - 1;
	s.low = Span{s.low.from & ~mask, (s.low.to + mask) & ~mask};
	s.high = Span{s.high.from & ~mask, (s.high.to + mask) & ~mask};
}

static __device__ void reject(Answer *out) {
	if (threadIdx.x == 0)
		*out = Answer{{}, {}, {}, 0, 1};
}

// finish searches and writes the column's answer.
template <class Source> static __device__ __forceinline__ void finish(const Source &source, Work &work, Answer *out) {
	if (threadIdx.x == 0)
		start(work, Source::equal);
	__syncthreads();
	solve(source, work.game, work, 1 << 30);
	if (threadIdx.x != 0)
		return;
	const Search &s = work.search;
	const i128 unit = Source::equal ? work.equalWeight : 1;
	const i128 value = s.value + work.minimum, low = s.cutLow * unit, high = s.cutHigh * unit;
	*out = Answer{{highWord(value), lowWord(value)}, {highWord(low), lowWord(low)}, {highWord(high), lowWord(high)}, static_cast<u64>(s.pass), 0};
}

static __device__ APART void describe(Work &work, bool equal, const ulonglong2 *column, int n, int f, unsigned least, unsigned most) {
	if (threadIdx.x == 0) {
		work.column = column;
		work.n = n;
		work.game = Game{n, f, equal ? 1 : least, equal ? 1 : most, 0};
		work.equalWeight = most;
		work.bad = 0;
	}
	__syncthreads();
}

template <int items, int threads, bool equal>
static __device__ __forceinline__ void residentColumn(unsigned char *arena, const ulonglong2 *anchors, const uint16_t *weights, int n, int f,
                                                      unsigned least, unsigned most, Answer *answers) {
	Work &work = *reinterpret_cast<Work *>(arena);
	const ulonglong2 *column = anchors + static_cast<u64>(blockIdx.x) * n;
	Answer *out = answers + blockIdx.x;
	describe(work, equal, column, n, f, least, most);
	if (!guess<equal>(work, weights))
		return reject(out);

	Resident<items, threads, equal> source;
	source.rest = reinterpret_cast<u64 *>(arena + sizeof(Work));
	source.weights = weights;
	source.column = column;
	source.n = n;
	long long lowest = 0x7fffffffffffffffll, highest = -lowest - 1;
	source.load(lowest, highest);
	extremes(work, work.game, lowest, highest);
	if (work.bad)
		return reject(out);
	source.minimum = work.minimum;
	source.shift = work.shift;
	source.split();
	finish(source, work, out);
}

template <bool equal>
static __device__ __forceinline__ void streamedColumn(unsigned char *arena, const ulonglong2 *anchors, const uint16_t *weights, int n, int f,
                                                      unsigned least, unsigned most, Answer *answers) {
	Work &work = *reinterpret_cast<Work *>(arena);
	const ulonglong2 *column = anchors + static_cast<u64>(blockIdx.x) * n;
	Answer *out = answers + blockIdx.x;
	describe(work, equal, column, n, f, least, most);
	if (!guess<equal>(work, weights))
		return reject(out);

	long long lowest = 0x7fffffffffffffffll, highest = -lowest - 1;
#pragma unroll 4
	for (int i = threadIdx.x; i < n; i += blockDim.x) {
		long long high = static_cast<long long>(column[i].x);
		lowest = high < lowest ? high : lowest;
		highest = high > highest ? high : highest;
	}
	extremes(work, work.game, lowest, highest);
	if (work.bad)
		return reject(out);
	finish(Streamed<equal>{column, weights, n, work.minimum}, work, out);
}

// Each kernel solves gridDim.x columns of n anchors, one behind the other. A
// block's shared memory is Work and, for resident columns, 8 bytes an anchor.
// The names say how many anchors a thread keeps and how many threads a block has
// at most.
#define TRIMMED(name, items, threads, blocks, equal)                                                                                         \
	extern "C" __global__ void __launch_bounds__(threads, blocks)                                                                              \
	    name(const ulonglong2 *anchors, const uint16_t *weights, int n, int f, unsigned least, unsigned most, Answer *answers) {               \
		SHARED_MEMORY(arena);                                                                                                                    \
		residentColumn<items, threads, equal>(arena, anchors, weights, n, f, least, most, answers);                                                       \
	}
#define STREAMED(name, threads, blocks, equal)                                                                                               \
	extern "C" __global__ void __launch_bounds__(threads, blocks)                                                                              \
	    name(const ulonglong2 *anchors, const uint16_t *weights, int n, int f, unsigned least, unsigned most, Answer *answers) {               \
		SHARED_MEMORY(arena);                                                                                                                    \
		streamedColumn<equal>(arena, anchors, weights, n, f, least, most, answers);                                                              \
	}

TRIMMED(trimmed_mean_4x32, 4, 32, 16, true)
TRIMMED(trimmed_mean_8x128, 8, 128, 6, true)
TRIMMED(trimmed_mean_16x256, 16, 256, 3, true)
TRIMMED(trimmed_mean_40x256, 40, 256, 2, true)
STREAMED(trimmed_mean_streamed, 256, 3, true)
TRIMMED(trimmed_equilibrium_4x32, 4, 32, 16, false)
TRIMMED(trimmed_equilibrium_8x128, 8, 128, 6, false)
TRIMMED(trimmed_equilibrium_16x256, 16, 256, 3, false)
TRIMMED(trimmed_equilibrium_40x256, 40, 256, 2, false)
STREAMED(trimmed_equilibrium_streamed, 256, 3, false)

#define TRIMMED_KERNELS                                                                                                                      \
	KERNEL(trimmed_mean_4x32), KERNEL(trimmed_mean_8x128), KERNEL(trimmed_mean_16x256), KERNEL(trimmed_mean_40x256),                           \
	    KERNEL(trimmed_mean_streamed), KERNEL(trimmed_equilibrium_4x32), KERNEL(trimmed_equilibrium_8x128),                                    \
	    KERNEL(trimmed_equilibrium_16x256), KERNEL(trimmed_equilibrium_40x256), KERNEL(trimmed_equilibrium_streamed)
