// The trimmed equilibrium of columns: see package compute for the game and
// compute/cpu for the specification of the answer, which this returns bit by bit.
//
// A block solves a column from the first step to the last. Anchors are kept as x −
// min, the upper 64 bits of what that takes in registers and the rest, at most 47
// bits, in shared memory: 10,000 anchors are 80 registers of 256 threads and 80
// KB, so that two blocks share a multiprocessor and one loads while the other
// computes. Columns that do not fit are read again at every pass.
#include "column.cuh"

// Answer is what a column's block writes, in 64-bit words.
struct Answer {
	u64 value[2], low[2], high[2]; // the upper word first, as fixed.Q64x64
	u64 steps;
	u64 bad; // 1 if an anchor is out of range, and the rest means nothing
};

// inRange tells whether |b| < 2¹¹⁰.
static __device__ __forceinline__ bool inRange(long long high, u64 low) {
	const long long limit = 1ll << 46;
	return high < limit && (high > -limit || (high == -limit && low != 0));
}

// weightAt reads a weight; weights are stored less one, in 16 bits.
template <bool equal> static __device__ __forceinline__ unsigned weightAt(const uint16_t *weights, int i) {
	return equal ? 1u : static_cast<unsigned>(__ldg(weights + i)) + 1;
}

// Resident is a column in registers and shared memory: so many anchors a thread.
template <int items, int threads, bool equalWeights> struct Resident {
	static constexpr bool equal = equalWeights;
	u64 key[items];
	u64 *rest;
	const uint16_t *weights;
	const ulonglong2 *column;
	i128 minimum;
	int n, shift;

	// Only the first function is unrolled, as registers have no index; the second
	// reads its few anchors again.
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
#pragma unroll 1
		for (; all != 0; all &= all - 1) {
			int k = __ffsll(static_cast<long long>(all)) - 1;
			int i = threadIdx.x + k * threads;
			ulonglong2 b = column[i];
			second(join(b.x, b.y) - minimum, weightAt<equal>(weights, i));
		}
	}
};

// Streamed is a column in the device's memory.
template <bool equalWeights> struct Streamed {
	static constexpr bool equal = equalWeights;
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
	static constexpr bool equal = false;
	i128 x;
	unsigned w;

	template <class F, class G> __device__ __forceinline__ void sweep(F first, G second) const {
		if (first(x, w))
			second(x, w);
	}
};

// extremes leaves the minimum of all threads' anchors in work, and in game how
// far the maximum is from it. All threads of the block call.
static __device__ __forceinline__ void extremes(Work &work, Game &game, i128 least, i128 most) {
	for (int by = 16; by > 0; by /= 2) {
		i128 a = shuffleDown(least, by), b = shuffleDown(most, by);
		if (a < least)
			least = a;
		if (b > most)
			most = b;
	}
	__syncthreads();
	if (laneOf() == 0) {
		work.smallest[warpOf()] = least;
		work.largest[warpOf()] = most;
	}
	__syncthreads();
	if (threadIdx.x == 0) {
		for (unsigned i = 1; i < blockDim.x / 32; i++) {
			if (work.smallest[i] < least)
				least = work.smallest[i];
			if (work.largest[i] > most)
				most = work.largest[i];
		}
		work.minimum = least;
		game.range = most - least;
		int bits = bitsOf(static_cast<u128>(most - least));
		work.shift = bits > 64 ? bits - 64 : 0;
	}
	__syncthreads();
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
	if (!inRange(static_cast<long long>(b.x), b.y))
		work.bad = 1;
	if (threadIdx.x == 0) {
		work.sample = game;
		work.sample.n = m;
		work.sample.f = static_cast<int>(static_cast<u64>(game.f) * m / game.n);
	}
	extremes(work, work.sample, absolute, absolute);
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
	work.low.p[threadIdx.x] = (sample.x - v) * static_cast<i128>(sample.w);
	if (threadIdx.x == 0)
		out = Guess{v + work.minimum, Span{LEAST, MOST}, Span{LEAST, MOST}};
	__syncthreads();
	const int margin = 3 * static_cast<int>(sqrtf(static_cast<float>(f) * (m - f) / m)) + 5;
	const int rank = rankOf(work.low, m, threadIdx.x);
	const i128 p = work.low.p[threadIdx.x];
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
	i128 smallest = MOST, largest = LEAST;
	bool bad = false;
#pragma unroll
	for (int k = 0; k < items; k++) {
		int i = threadIdx.x + k * threads;
		if (i < n) {
			ulonglong2 b = column[i];
			i128 x = join(b.x, b.y);
			bad |= !inRange(static_cast<long long>(b.x), b.y);
			if (x < smallest)
				smallest = x;
			if (x > largest)
				largest = x;
			source.key[k] = b.x;
			source.rest[i] = b.y;
		}
	}
	if (bad)
		work.bad = 1;
	extremes(work, work.game, smallest, largest);
	if (work.bad)
		return reject(out);
	const i128 minimum = source.minimum = work.minimum;
	const int shift = source.shift = work.shift;
	const u64 mask = (1ull << shift) - 1;
#pragma unroll
	for (int k = 0; k < items; k++) {
		int i = threadIdx.x + k * threads;
		if (i < n) {
			u128 x = static_cast<u128>(join(source.key[k], source.rest[i]) - minimum);
			source.key[k] = static_cast<u64>(x >> shift);
			source.rest[i] = static_cast<u64>(x) & mask;
		}
	}
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

	i128 smallest = MOST, largest = LEAST;
	bool bad = false;
#pragma unroll 4
	for (int i = threadIdx.x; i < n; i += blockDim.x) {
		ulonglong2 b = column[i];
		i128 x = join(b.x, b.y);
		bad |= !inRange(static_cast<long long>(b.x), b.y);
		if (x < smallest)
			smallest = x;
		if (x > largest)
			largest = x;
	}
	if (bad)
		work.bad = 1;
	extremes(work, work.game, smallest, largest);
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
