// Where the cuts of what is left of a column are likely to be: a sample of its
// agents is a game whose root is near the column's.
#pragma once

#include "slices.cuh"

// How far the sample's figures may be from the column's, in standard deviations.
// They hold at once for two points and four ends of spans in every column.
constexpr float deviations = 4;

// How many points are looked at in a sample.
constexpr int sampleSteps = 6;

// Sampling is what a block that samples needs besides Work, with two arrays of
// pulls behind it.
struct Sampling {
	Lines lines;
	u64 sum[2], squares[2]; // of the pulls between the cuts
	u64 weight;             // of the same
	unsigned crossing[4];
};

// Sampled is the sample: m agents that are as far apart as they can be, in 2⁻³² of
// an agent.
struct Sampled {
	static constexpr bool equal = false, keyed = false;
	Agents agents;
	i128 minimum;
	int m;
	u64 apart;

	__device__ __forceinline__ unsigned at(int t) const { return static_cast<unsigned>(t * apart >> 32); }
	__device__ __forceinline__ i128 anchor(int t) const { return agents.anchor(at(t)); }
	__device__ __forceinline__ unsigned weight(int t) const { return weightAt<false>(agents.weights, agents.at(at(t))); }

	template <class F, class G> __device__ __forceinline__ void sweep(F first, G second) const {
		for (int t = threadIdx.x; t < m; t += blockDim.x) {
			const i128 x = anchor(t) - minimum;
			const unsigned w = weight(t);
			if (first(x, w))
				second(x, w);
		}
	}
};

// sort sorts so many values, a power of 2. All threads of the block call.
static __device__ APART void sort(i128 *values, int count) {
	for (int size = 2; size <= count; size *= 2)
		for (int by = size / 2; by > 0; by /= 2) {
			__syncthreads();
			for (int pair = threadIdx.x; pair < count / 2; pair += blockDim.x) {
				const int i = pair / by * by * 2 + pair % by, j = i + by;
				const i128 a = values[i], b = values[j];
				if ((b < a) == ((i & size) == 0)) {
					values[i] = b;
					values[j] = a;
				}
			}
		}
	__syncthreads();
}

// margin returns how far from a rank the column's may be among m of a sample, for
// so many standard deviations.
static __device__ __forceinline__ int margin(int rank, int m, float deviations) {
	if (rank <= 0 || rank >= m)
		return 3;
	return static_cast<int>(deviations * sqrtf(static_cast<float>(rank) * (m - rank) / m)) + 3;
}

// Ranks of the ends of both spans, so far from the cuts' own.
struct Ranks {
	int of[4], m;

	__device__ __forceinline__ Ranks(int low, int high, int m, int byLow, int byHigh)
	    : of{low - byLow, low + byLow, m - 1 - high - byHigh, m - 1 - high + byHigh}, m(m) {}
	__device__ __forceinline__ i128 from(const i128 *sorted, int end) const { return of[end] < 0 ? LEAST : sorted[of[end]]; }
	__device__ __forceinline__ i128 to(const i128 *sorted, int end) const { return of[end] >= m ? MOST : sorted[of[end]] + 1; }
	__device__ __forceinline__ Span low(const i128 *sorted) const { return Span{from(sorted, 0), to(sorted, 1)}; }
	__device__ __forceinline__ Span high(const i128 *sorted) const { return Span{from(sorted, 2), to(sorted, 3)}; }
};

// reachOf returns how far the column's root may be from the sample's, where a fair
// part of the sample is in the middle. Thread 0 calls.
static __device__ APART i128 reachOf(const Work &work, const Sampling &s, int shift, int front, int m, i128 first, i128 last) {
	// Deviations of the sum of what is drawn: agents at the lower cut and those at
	// the upper one alone are drawn in proportion.
	float variance = 0;
	for (int group = 0; group < 2; group++) {
		const int count = group == 0 ? front : m - front;
		const float sum = static_cast<float>(s.sum[group]);
		if (count > 0)
			variance += static_cast<float>(s.squares[group]) - sum * (sum / count);
	}
	const u64 spread = static_cast<u64>(deviations * sqrtf(variance > 0 ? variance : 0)) + 1;
	if (bitsOf(static_cast<u128>(spread)) + shift >= 120)
		return anchorLimit;
	Sum sum{0, 0, 0};
	sum.addMul(static_cast<i128>(1) << shift, spread);
	sum.add(magnitude(first)); // numbers of agents are rounded
	sum.add(magnitude(last));
	return sum.floorDiv(s.weight + work.game.keptWeight) + 1;
}

// between sets the two points, which are different ones between which what is left
// of the column stands for it. Thread 0 calls.
static __device__ APART void between(const Tall &c, Lines &lines, i128 a, i128 b) {
	lines.v[0] = a < c.from ? c.from : a > c.to - 1 ? c.to - 1 : a;
	lines.v[1] = b > c.to ? c.to : b <= lines.v[0] ? lines.v[0] + 1 : b;
}

// sampleColumn finds between which points v should be, and where the cuts should
// be there.
template <bool equal> static __device__ __forceinline__ void sampleColumn(unsigned char *arena, Tall &c, int most, Answer *out) {
	if (c.phase != reducing)
		return;
	Work &work = *reinterpret_cast<Work *>(arena);
	Sampling &s = *reinterpret_cast<Sampling *>(arena + sizeof(Work));
	const int n = c.left.n, m = n < most ? n : most;
	int size = 2; // of the arrays
	while (size < m)
		size *= 2;
	i128 *pulls[2];
	pulls[0] = reinterpret_cast<i128 *>(arena + sizeof(Work) + (sizeof(Sampling) + 15) / 16 * 16);
	pulls[1] = pulls[0] + size;
	if (threadIdx.x == 0) {
		enter(c, work);
		s.sum[0] = s.sum[1] = s.squares[0] = s.squares[1] = s.weight = 0;
		for (int i = 0; i < 4; i++)
			s.crossing[i] = 0;
	}
	__syncthreads();
	Sampled source{work.agents, 0, m, (static_cast<u64>(n) << 32) / m};
	long long least = 0x7fffffffffffffffll, largest = -least - 1;
	for (int t = threadIdx.x; t < m; t += blockDim.x) {
		const long long upper = static_cast<long long>(highWord(source.anchor(t)));
		least = upper < least ? upper : least;
		largest = upper > largest ? upper : largest;
	}
	extremes(work, work.game, least, largest, false);
	if (work.bad) {
		if (threadIdx.x == 0)
			c.phase = done;
		return reject(out);
	}
	source.minimum = work.minimum;
	const i128 minimum = work.minimum;

	// Of the sample so many are at the lower cut, as of the agents.
	int front = static_cast<int>(((static_cast<u64>(work.agents.front) << 32) + source.apart - 1) / source.apart);
	front = front < m ? front : m;
	const int low = static_cast<int>(static_cast<u64>(c.low) * m / n), high = static_cast<int>(static_cast<u64>(c.high) * m / n);
	// A cut is in the half of the sample that is at it, if that is long enough.
	const int lows = low < front ? front : m, highs = high < m - front ? m - front : m;
	if (!equal) {
		if (threadIdx.x == 0) {
			Game &game = work.game;
			game.n = m;
			game.low = low;
			game.high = high;
			beginLeft(c, work, false);
			game.kept = game.kept.scaled(m, n);
			game.keptWeight = game.keptWeight * m / n;
			if (c.level == 0)
				begin(game, work.search, source.anchor(m / 2) - minimum);
		}
		__syncthreads();
		solve(source, work.game, work, sampleSteps);
	}
	const Search &found = work.search;
	i128 v = 0;
	if (!equal) {
		v = (found.beyond < 0 ? found.floor : found.beyond > 0 ? found.ceiling : found.value) + minimum;
		v = v < c.from ? c.from : v > c.to ? c.to : v;
	}

	// The sample's pulls at v, in order.
	auto pull = [&](int t, i128 v) { return equal ? source.anchor(t) : times(source.anchor(t) - v, source.weight(t)); };
	auto order = [&](i128 *pulls, i128 v) {
		for (int t = threadIdx.x; t < size; t += blockDim.x)
			pulls[t] = t < m ? pull(t, v) : MOST;
		sort(pulls, size);
	};
	order(pulls[0], v);
	Ranks ranks(low, high, m, margin(low, lows, deviations), margin(high, highs, deviations));
	if (threadIdx.x == 0) {
		c.guess = Guess{v, ranks.low(pulls[0]), ranks.high(pulls[0])};
		c.lines = Lines{{v, v}, {c.guess.low, c.guess.low}, {c.guess.high, c.guess.high}};
	}
	if (equal)
		return;

	if (m - low - high > (margin(low, lows, deviations) + margin(high, highs, deviations))) {
		const i128 first = pulls[0][low], last = pulls[0][m - 1 - high];
		const int bits = bitsOf(static_cast<u128>(last - first)), shift = bits > 20 ? bits - 20 : 0;
		for (int t = threadIdx.x; t < m; t += blockDim.x) {
			const i128 p = pull(t, v);
			const u64 d = static_cast<u64>((p < first ? 0 : p > last ? last - first : p - first) >> shift);
			atomicAdd(&s.sum[t >= front], d);
			atomicAdd(&s.squares[t >= front], d * d);
			if (first <= p && p <= last)
				atomicAdd(&s.weight, static_cast<u64>(source.weight(t)));
		}
		__syncthreads();
		if (threadIdx.x == 0) {
			const i128 reach = reachOf(work, s, shift, front, m, first, last);
			between(c, s.lines, v - reach, v + reach + 1);
		}
	} else {
		// With hardly anyone in the middle the sample's root is that of a few agents.
		// But where the sum of the middle is 0 the cuts are on both sides of 0, so
		// that v is between the anchors of the same ranks.
		__syncthreads(); // the pulls have been read
		for (int t = threadIdx.x; t < size; t += blockDim.x)
			pulls[0][t] = t < m ? source.anchor(t) : MOST;
		sort(pulls[0], size);
		if (threadIdx.x == 0)
			between(c, s.lines, ranks.from(pulls[0], 0), ranks.to(pulls[0], 3));
	}
	__syncthreads();
	for (int point = 0; point < 2; point++)
		order(pulls[point], s.lines.v[point]);
	// Agents that go from one side of a line to the other make it less sharp.
	for (int t = threadIdx.x; t < m; t += blockDim.x) {
		const i128 p = pull(t, s.lines.v[0]), q = pull(t, s.lines.v[1]);
		for (int i = 0; i < 4; i++)
			if (0 <= ranks.of[i] && ranks.of[i] < m && (p < pulls[0][ranks.of[i]]) != (q < pulls[1][ranks.of[i]]))
				atomicAdd(&s.crossing[i], 1u);
	}
	__syncthreads();
	if (threadIdx.x != 0)
		return;
	for (int i = 0; i < 4; i++)
		ranks.of[i] += static_cast<int>(s.crossing[i] + 1) / 2 * (i % 2 == 0 ? -1 : 1);
	for (int point = 0; point < 2; point++) {
		s.lines.low[point] = ranks.low(pulls[point]);
		s.lines.high[point] = ranks.high(pulls[point]);
	}
	c.lines = s.lines;
}
