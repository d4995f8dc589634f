// Solving a column, or what is left of one: from one point to the next, and what
// comes before and behind it.
#pragma once

#include "column.cuh"

// evaluate passes over a column until it knows g, its slope and both cuts at
// work.search.v.
template <class Source> static __device__ __forceinline__ void evaluate(const Source &source, const Game &game, Work &work) {
	if (threadIdx.x == 0)
		merge(work);
	__syncthreads();
	do {
		pass(source, work);
		if (warpOf() == 0)
			judge(game, work);
		__syncthreads();
	} while (work.again);
	settle(game, work);
}

// Of a longer column pickAnchor looks at so many agents.
constexpr int mostPicked = 16384;

// pickAnchor makes an anchor between lo and hi the next point, if there is one:
// the one of the largest hash, which halves them as often as not. It reads the
// column anew, as it is rarely called.
static __device__ APART void pickAnchor(const Game &game, Work &work) {
	Search &s = work.search;
	if (threadIdx.x == 0) {
		work.picked = 0;
		work.taken = 0;
	}
	__syncthreads();
	const i128 lo = s.lo, hi = s.hi, minimum = work.minimum;
	const u64 salt = static_cast<u64>(s.pass) * 0x9e3779b97f4a7c15ull;
	const int looked = game.n < mostPicked ? game.n : mostPicked;
	for (int turn = 0; turn < 2; turn++) {
		const u64 picked = work.picked;
		for (int i = threadIdx.x; i < looked; i += blockDim.x) {
			i128 x = work.agents.anchor(static_cast<u64>(i) * work.agents.n / looked) - minimum;
			if (!(lo < x && x < hi))
				continue;
			u64 h = (lowWord(x) ^ salt ^ highWord(x) << 17) * 0xbf58476d1ce4e5b9ull;
			h = ((h ^ h >> 31) * 0x94d049bb133111ebull) | 1;
			if (turn == 0)
				atomicMax(&work.picked, h);
			else if (h == picked && atomicExch(&work.taken, 1u) == 0)
				s.v = x;
		}
		__syncthreads();
	}
	if (threadIdx.x == 0)
		moveTo(game, s, work.e, s.v);
}

// solve searches from work.search on, with at most so many passes before the
// answer is only near.
template <class Source> static __device__ __forceinline__ void solve(const Source &source, const Game &game, Work &work, int passes) {
	for (;;) {
		evaluate(source, game, work);
		if (threadIdx.x == 0)
			decide(game, work.search, work.e, passes);
		__syncthreads();
		if (work.search.ended)
			return;
		if (work.search.pick)
			pickAnchor(game, work);
		__syncthreads();
	}
}

// extremes leaves the minimum of all threads' anchors in work, rounded down to a
// whole unit, and in game how far the maximum may be from it, given the ends of
// their upper words; work.bad says whether one is out of range. They are those of
// all agents, or of a sample of them. All threads of the block call.
static __device__ __forceinline__ void extremes(Work &work, Game &game, long long least, long long most, bool all) {
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
#pragma unroll 1
		for (unsigned i = 1; i < blockDim.x / 32; i++) {
			least = work.smallest[i] < least ? work.smallest[i] : least;
			most = work.largest[i] > most ? work.largest[i] : most;
		}
		const long long limit = static_cast<long long>(highWord(anchorLimit));
		work.bad = least < -limit || most >= limit;
		work.edge = all && least == -limit;
		work.minimum = join(static_cast<u64>(least), 0);
		game.range = join(static_cast<u64>(most) - static_cast<u64>(least), ~0ull);
		work.shift = bitsOf(static_cast<u128>(game.range)) - 64;
	}
	__syncthreads();
	if (work.edge) { // −2¹¹⁰ itself is out of range, and what has the same upper word is not
#pragma unroll 1
		for (unsigned i = threadIdx.x; i < work.agents.n; i += blockDim.x)
			if (work.agents.anchor(i) == -anchorLimit)
				work.bad = 1;
		__syncthreads();
	}
}

// useGuess turns the guess into the spans of a search that has begun. Thread 0
// calls.
static __device__ APART void useGuess(Work &work, bool equal) {
	const Guess &from = work.guess;
	Search &s = work.search;
	// Where all weights are equal, pulls at v = 0 are the anchors themselves.
	const i128 offset = equal ? work.minimum : 0;
	const Span limits = everywhere(work.game, s.v);
	s.low = within(Span{sub(from.low.from, offset), sub(from.low.to, offset)}, limits);
	s.high = within(Span{sub(from.high.from, offset), sub(from.high.to, offset)}, limits);
}

static __device__ void reject(Answer *out) {
	if (threadIdx.x == 0)
		*out = Answer{{}, {}, {}, 0, rejected, 0, 0};
}

// answerOf returns what a search has found.
static __device__ Answer answerOf(const Work &work, bool equal, u64 steps, u64 passes, u64 read) {
	const Search &s = work.search;
	const i128 unit = equal ? work.equalWeight : 1;
	const i128 value = s.value + work.minimum, low = s.cutLow * unit, high = s.cutHigh * unit;
	return Answer{{highWord(value), lowWord(value)}, {highWord(low), lowWord(low)}, {highWord(high), lowWord(high)}, steps, answered, passes, read};
}
