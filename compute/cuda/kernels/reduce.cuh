// A pass that leaves of a column those agents of whom it is not known whether they
// are trimmed, for v between two points.
#pragma once

#include "slices.cuh"

// Reduced is what a pass finds besides, summed over a block.
struct Reduced {
	Sum sum;    // of the pulls at the first point of those in the middle from there to the second
	u64 weight; // of the same
	// How many are trimmed for sure; of how many the pull is ever before the start
	// of a cut's span or behind its end, which is at most as many as are trimmed if
	// the cut is never there; and of how many it is always before the end of the
	// lower span or not before the start of the upper one, which is more.
	unsigned trimmedLow, trimmedHigh, everLow, everHigh, alwaysLow, alwaysHigh;
	long long smallest, largest; // upper words
	u64 bad;

	__device__ __forceinline__ void add(const Reduced &r) {
		sum.add(r.sum.w0, r.sum.w1, r.sum.w2);
		weight += r.weight;
		trimmedLow += r.trimmedLow;
		trimmedHigh += r.trimmedHigh;
		everLow += r.everLow;
		everHigh += r.everHigh;
		alwaysLow += r.alwaysLow;
		alwaysHigh += r.alwaysHigh;
		smallest = r.smallest < smallest ? r.smallest : smallest;
		largest = r.largest > largest ? r.largest : largest;
		bad |= r.bad;
	}
	__device__ __forceinline__ static Reduced none() {
		const long long most = 0x7fffffffffffffffll;
		return Reduced{Sum{0, 0, 0}, 0, 0, 0, 0, 0, 0, 0, most, -most - 1, 0};
	}
};

// Reduction is the shared memory of a block that reduces.
struct Reduction {
	Lines lines;
	Agents agents;
	ulonglong2 *anchors; // where what is left goes
	uint16_t *weights;
	unsigned before[mostWarps]; // those at the lower cut in the lower half, the others above
	unsigned at[2];
	unsigned flag;
	Reduced part[mostWarps];
};
static_assert(sizeof(Reduction) <= sizeof(Work), "a block of reduce has as much shared memory as Work takes");

// totalReduced leaves the block's sum in part[0]. It begins and ends with a
// barrier.
static __device__ __forceinline__ void totalReduced(Reduction &r, Reduced mine) {
	for (int by = 16; by > 0; by /= 2) {
		Reduced other;
		other.sum = shuffleDown(mine.sum, by);
		other.weight = __shfl_down_sync(wholeWarp, mine.weight, by);
		other.trimmedLow = __shfl_down_sync(wholeWarp, mine.trimmedLow, by);
		other.trimmedHigh = __shfl_down_sync(wholeWarp, mine.trimmedHigh, by);
		other.everLow = __shfl_down_sync(wholeWarp, mine.everLow, by);
		other.everHigh = __shfl_down_sync(wholeWarp, mine.everHigh, by);
		other.alwaysLow = __shfl_down_sync(wholeWarp, mine.alwaysLow, by);
		other.alwaysHigh = __shfl_down_sync(wholeWarp, mine.alwaysHigh, by);
		other.smallest = __shfl_down_sync(wholeWarp, mine.smallest, by);
		other.largest = __shfl_down_sync(wholeWarp, mine.largest, by);
		other.bad = __shfl_down_sync(wholeWarp, mine.bad, by);
		if (laneOf() + by < 32)
			mine.add(other);
	}
	__syncthreads();
	if (laneOf() == 0)
		r.part[warpOf()] = mine;
	__syncthreads();
	if (threadIdx.x == 0)
		for (unsigned i = 1; i < blockDim.x / 32; i++)
			r.part[0].add(r.part[i]);
	__syncthreads();
}

constexpr unsigned lowerCut = 1, upperCut = 2;

// classify adds an agent to what is found, and tells whether it is left: at the
// lower cut or, for sure behind that, at the upper one.
template <bool equal> static __device__ __forceinline__ unsigned classify(const Lines &lines, i128 b, unsigned w, Reduced &mine) {
	const long long upper = static_cast<long long>(highWord(b)), limit = static_cast<long long>(highWord(anchorLimit));
	mine.smallest = upper < mine.smallest ? upper : mine.smallest;
	mine.largest = upper > mine.largest ? upper : mine.largest;
	mine.bad |= upper < -limit || upper >= limit || b == -anchorLimit;
	// Where all weights are equal the order does not depend on v, which is 0.
	const i128 p = equal ? b : times(b - lines.v[0], w), q = equal ? b : times(b - lines.v[1], w);
	auto before = [&](i128 first, i128 second) { return (p < first ? 1u : 0u) | (equal ? (p < first ? 2u : 0u) : (q < second ? 2u : 0u)); };
	const unsigned outerLow = before(lines.low[0].from, lines.low[1].from), innerLow = before(lines.low[0].to, lines.low[1].to);
	const unsigned innerHigh = before(lines.high[0].from, lines.high[1].from), outerHigh = before(lines.high[0].to, lines.high[1].to);
	mine.trimmedLow += outerLow == 3;
	mine.everLow += outerLow != 0;
	mine.alwaysLow += innerLow == 3;
	mine.trimmedHigh += outerHigh == 0;
	mine.everHigh += outerHigh != 3;
	mine.alwaysHigh += innerHigh == 0;
	if (outerLow == 3 || outerHigh == 0)
		return 0;
	if (innerLow != 0)
		return lowerCut;
	if (innerHigh != 3)
		return upperCut;
	mine.sum.add(p);
	mine.weight += w;
	return 0;
}

// leave takes over what a pass over all slices has found. Thread 0 calls.
static __device__ APART void leave(Tall &c, const Reduction &r, bool equal, unsigned room, unsigned capacity, Answer *out) {
	const Reduced &found = r.part[0];
	const unsigned n = c.left.n, atLow = c.gathered[0], count = atLow + c.gathered[1];
	c.gathered[0] = c.gathered[1] = c.arrived = 0;
	c.passes++;
	c.read += n;
	c.steps++;
	if (found.bad != 0) {
		*out = Answer{{}, {}, {}, 0, rejected, 0, 0};
		c.phase = done;
		return;
	}
	if (c.passes == 1) {
		c.minimum = join(static_cast<u64>(found.smallest), 0);
		c.range = join(static_cast<u64>(found.largest) - static_cast<u64>(found.smallest), ~0ull);
		c.from = c.lo = c.minimum;
		c.to = c.hi = c.minimum + c.range + 1;
	}
	const unsigned low = c.low, high = c.high;
	const bool there = found.everLow <= low && found.alwaysLow > low && found.everHigh <= high && found.alwaysHigh > high;
	if (!there || count > room || (count > capacity && count > n - n / 4)) {
		c.phase = searching;
		return;
	}
	c.low -= found.trimmedLow;
	c.high -= found.trimmedHigh;
	c.kept.add(found.sum.w0, found.sum.w1, found.sum.w2);
	c.kept.addMul(equal ? 0 : r.lines.v[0], found.weight);
	c.keptWeight += found.weight;
	if (!equal) { // else everywhere
		c.from = r.lines.v[0];
		c.to = r.lines.v[1];
		c.sure = false;
	}
	c.left = Agents{r.anchors, r.weights, count, atLow, room - count};
	c.level++;
	c.phase = count <= capacity ? fits : reducing;
}

// reduceSlice is the pass over one slice. Every column has room for so many agents
// twice, and takes one room after the other.
template <bool equal>
static __device__ __forceinline__ void reduceSlice(unsigned char *arena, Tall &c, Reduced *parts, ulonglong2 *anchors, uint16_t *weights,
                                                   unsigned room, unsigned capacity, Answer *out) {
	if (c.phase != reducing)
		return;
	Reduction &r = *reinterpret_cast<Reduction *>(arena);
	if (threadIdx.x == 0) {
		r.lines = c.lines;
		r.agents = c.left;
		const u64 at = (static_cast<u64>(blockIdx.y) * 2 + c.level % 2) * room;
		r.anchors = anchors + at;
		r.weights = weights + at;
	}
	__syncthreads();
	constexpr int together = 8; // agents of a thread
	const unsigned first = sliceBegin(r.agents.n, blockIdx.x), last = sliceBegin(r.agents.n, blockIdx.x + 1);
	Reduced mine = Reduced::none();
	for (unsigned base = first; base < last; base += together * blockDim.x) {
		unsigned left[2] = {0, 0};
#pragma unroll 2
		for (int k = 0; k < together; k++) {
			const unsigned i = base + k * blockDim.x + threadIdx.x;
			if (i >= last)
				continue;
			const unsigned w = weightAt<equal>(r.agents.weights, r.agents.at(i));
			const unsigned where = classify<equal>(r.lines, r.agents.anchor(i), w, mine);
			left[0] |= (where & lowerCut) << k;
			left[1] |= (where / upperCut) << k;
		}
		// Where each thread's go: those before it in the block, behind what other
		// blocks have left.
		const unsigned count = __popc(left[0]) | __popc(left[1]) << 16;
		unsigned before = count;
		for (int by = 1; by < 32; by *= 2) {
			const unsigned other = __shfl_up_sync(wholeWarp, before, by);
			if (laneOf() >= by)
				before += other;
		}
		if (laneOf() == 31)
			r.before[warpOf()] = before;
		before -= count;
		__syncthreads();
		if (threadIdx.x == 0) {
			unsigned all = 0;
			for (unsigned i = 0; i < blockDim.x / 32; i++) {
				const unsigned warp = r.before[i];
				r.before[i] = all;
				all += warp;
			}
			r.at[0] = (all & 0xffff) != 0 ? atomicAdd(&c.gathered[0], all & 0xffff) : 0;
			r.at[1] = all >> 16 != 0 ? atomicAdd(&c.gathered[1], all >> 16) : 0;
		}
		__syncthreads();
		before += r.before[warpOf()];
		unsigned to[2] = {r.at[0] + (before & 0xffff), r.at[1] + (before >> 16)};
		for (int cut = 0; cut < 2; cut++)
			for (unsigned rest = left[cut]; rest != 0; rest &= rest - 1) {
				if (to[cut] < room) { // those at the upper cut fill it from behind
					const u64 i = r.agents.at(base + (__ffs(rest) - 1) * blockDim.x + threadIdx.x);
					const unsigned at = cut == 0 ? to[cut] : room - 1 - to[cut];
					r.anchors[at] = r.agents.anchors[i];
					r.weights[at] = r.agents.weights[i];
				}
				to[cut]++;
			}
		__syncthreads();
	}
	totalReduced(r, mine);
	if (threadIdx.x == 0)
		parts[blockIdx.x] = r.part[0];
	if (!lastToArrive(c, r.flag))
		return;

	mine = Reduced::none();
	for (unsigned i = threadIdx.x; i < gridDim.x; i += blockDim.x) {
		Reduced part;
		fetch(part, parts[i]);
		mine.add(part);
	}
	totalReduced(r, mine);
	if (threadIdx.x == 0)
		leave(c, r, equal, room, capacity, out);
	__syncthreads();
	if (c.phase == searching)
		beginSearch(c, *reinterpret_cast<Work *>(arena), equal);
}
