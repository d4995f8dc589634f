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
	u64 sum[2], squares[2]; // of the pulls at the cuts
	unsigned crossing[4];
};

// Sampled is the sample: agents as far apart as they are left.
struct Sampled {
	static constexpr bool equal = false, keyed = false;
	Agents agents;
	i128 minimum;
	int m;

	__device__ __forceinline__ unsigned at(int t) const { return static_cast<unsigned>(static_cast<u64>(t) * agents.n / m); }
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

// margin returns how far from a rank the column's may be among m of a sample.
static __device__ __forceinline__ int margin(int rank, int m) {
	if (rank <= 0 || rank >= m)
		return 3;
	return static_cast<int>(deviations * sqrtf(static_cast<float>(rank) * (m - rank) / m)) + 3;
}

// between sets the two points around the sample's root, relative to work.minimum.
// Thread 0 calls.
static __device__ APART void between(const Tall &c, const Work &work, Sampling &s, int shift, int front, int m, i128 at) {
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
	i128 reach = anchorLimit;
	if (bitsOf(static_cast<u128>(spread)) + shift < 120) {
		Sum sum{0, 0, 0};
		sum.addMul(static_cast<i128>(1) << shift, spread);
		reach = sum.floorDiv(work.e.weight) + 1;
	}
	const i128 from = c.from - work.minimum, to = c.to - work.minimum;
	i128 a = at - reach, b = at + reach + 1;
	a = a < from ? from : a > to - 1 ? to - 1 : a;
	b = b > to ? to : b <= a ? a + 1 : b;
	s.lines.v[0] = a;
	s.lines.v[1] = b;
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
		s.sum[0] = s.sum[1] = s.squares[0] = s.squares[1] = 0;
		for (int i = 0; i < 4; i++)
			s.crossing[i] = 0;
	}
	__syncthreads();
	Sampled source{work.agents, 0, m};
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

	// Of the sample so many are at the lower cut, as of the agents.
	const int front = static_cast<int>((static_cast<u64>(work.agents.front) * m + n - 1) / n);
	const int low = static_cast<int>(static_cast<u64>(c.low) * m / n), high = static_cast<int>(static_cast<u64>(c.high) * m / n);
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
				begin(game, work.search, source.anchor(m / 2) - work.minimum);
		}
		__syncthreads();
		solve(source, work.game, work, sampleSteps);
		const Search &found = work.search;
		const i128 at = found.beyond < 0 ? found.floor : found.beyond > 0 ? found.ceiling : found.value;
		const i128 v = work.e.at, first = work.e.low.p, last = work.e.high.p;
		const int bits = bitsOf(static_cast<u128>(last - first)), shift = bits > 20 ? bits - 20 : 0;
		for (int t = threadIdx.x; t < m; t += blockDim.x) {
			const i128 p = times(source.anchor(t) - source.minimum - v, source.weight(t));
			const u64 d = static_cast<u64>((p < first ? 0 : p > last ? last - first : p - first) >> shift);
			atomicAdd(&s.sum[t >= front], d);
			atomicAdd(&s.squares[t >= front], d * d);
		}
		__syncthreads();
		if (threadIdx.x == 0) {
			between(c, work, s, shift, front, m, at);
			const i128 minimum = work.minimum, from = c.from, to = c.to;
			s.lines.v[0] += minimum;
			s.lines.v[1] += minimum;
			c.guess.v = at + minimum < from ? from : at + minimum > to ? to : at + minimum;
		}
	} else if (threadIdx.x == 0) {
		s.lines.v[0] = s.lines.v[1] = 0;
	}
	__syncthreads();

	// The sample's pulls at both points, in order.
	auto pull = [&](int t, int point) { return equal ? source.anchor(t) : times(source.anchor(t) - s.lines.v[point], source.weight(t)); };
	for (int point = 0; point < 2; point++) {
		for (int t = threadIdx.x; t < size; t += blockDim.x)
			pulls[point][t] = t < m ? pull(t, point) : MOST;
		sort(pulls[point], size);
	}
	// A cut is in the half of the sample that is at it, if that is long enough.
	const int lows = low < front ? front : m, highs = high < m - front ? m - front : m;
	int rank[4] = {low - margin(low, lows), low + margin(low, lows), m - 1 - high - margin(high, highs), m - 1 - high + margin(high, highs)};
	// Agents that go from one side of a line to the other make it less sharp.
	if (!equal) {
		for (int t = threadIdx.x; t < m; t += blockDim.x) {
			const i128 p = pull(t, 0), q = pull(t, 1);
			for (int i = 0; i < 4; i++)
				if (0 <= rank[i] && rank[i] < m && (p < pulls[0][rank[i]]) != (q < pulls[1][rank[i]]))
					atomicAdd(&s.crossing[i], 1u);
		}
		__syncthreads();
	}
	if (threadIdx.x != 0)
		return;
	for (int i = 0; i < 4; i++)
		rank[i] += static_cast<int>(s.crossing[i] + 1) / 2 * (i % 2 == 0 ? -1 : 1);
	Lines &lines = s.lines;
	for (int point = 0; point < 2; point++) {
		auto from = [&](int rank) { return rank < 0 ? LEAST : pulls[point][rank]; };
		auto to = [&](int rank) { return rank >= m ? MOST : pulls[point][rank] + 1; };
		lines.low[point] = Span{from(rank[0]), to(rank[1])};
		lines.high[point] = Span{from(rank[2]), to(rank[3])};
	}
	auto around = [](Span a, Span b) { return Span{a.from < b.from ? a.from : b.from, a.to > b.to ? a.to : b.to}; };
	c.guess.low = around(lines.low[0], lines.low[1]);
	c.guess.high = around(lines.high[0], lines.high[1]);
	c.lines = lines;
}
