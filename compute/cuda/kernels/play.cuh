// Fictitious play of two players, many periods a launch; see compute.Learners. All
// is exact: sums of integers, whose largest is found in whatever order.
//
// One block plays. A period reads a line of earnings for each player and then has to
// know both replies before it knows the next two lines: a barrier of one block for
// every period is worth more than what several could read together.
#pragma once

namespace utilities {

// Sums are below 2^61 in magnitude; this is less, and differences fit.
constexpr long long noSum = -(1LL << 62);

// Reply is the first of the largest sums, and the largest of all others.
struct Reply {
	long long top, second;
	int best;
};

__device__ inline Reply both(const Reply &x, const Reply &y) {
	if (x.top > y.top || (x.top == y.top && x.best < y.best))
		return Reply{x.top, max(x.second, y.top), x.best};
	return Reply{y.top, max(y.second, x.top), y.best};
}

__device__ inline Reply across(Reply mine, int by) {
	return both(mine, Reply{__shfl_xor_sync(everyone, mine.top, by), __shfl_xor_sync(everyone, mine.second, by),
	                        __shfl_xor_sync(everyone, mine.best, by)});
}

constexpr int playThreads = 1024, playWarps = playThreads / lanes;
constexpr int playAtOnce = 8; // earnings that a thread has asked for

// Meeting is where the warps of the block put what each has found, and the first of
// them what that is together.
struct Meeting {
	Reply replies[playWarps], found[2];
	long long least[playWarps];
};
static_assert(sizeof(Meeting) == 1072, "compute/cuda asks for its room");

// Player is one of the two: threads 0 and on of the first half of the block, or of
// the second.
struct Player {
	const long long *earnings;
	long long *sums;
	int live;
	int thread, threads;
};

// addSome adds earnings to playAtOnce of the thread's sums, or to those of them that
// there are. The second largest is found where it is asked for.
template <bool all, bool both> __device__ inline void addSome(const Player &p, const long long *line, int from, Reply &mine) {
	long long fresh[playAtOnce];
#pragma unroll
	for (int i = 0; i < playAtOnce; i++) {
		const int k = from + i * p.threads;
		fresh[i] = all || k < p.live ? __ldg(line + k) : 0;
	}
#pragma unroll
	for (int i = 0; i < playAtOnce; i++) {
		const int k = from + i * p.threads;
		if (!all && k >= p.live)
			return;
		const long long sum = p.sums[k] + fresh[i];
		p.sums[k] = sum;
		if (both)
			mine.second = max(mine.second, min(mine.top, sum));
		if (sum > mine.top) {
			mine.top = sum;
			mine.best = k;
		}
	}
}

// add adds a line of earnings to the thread's sums and returns its reply.
template <bool both> __device__ inline Reply add(const Player &p, const long long *line) {
	Reply mine{noSum, noSum, 0x7fffffff};
	int from = p.thread;
	for (; from + (playAtOnce - 1) * p.threads < p.live; from += playAtOnce * p.threads)
		addSome<true, both>(p, line, from, mine);
	if (from < p.live)
		addSome<false, both>(p, line, from, mine);
	return mine;
}

// decide finds both players' replies; every thread has them. One warp looks at what
// the others found: all of them at once would wait for each other's exchanges.
__device__ inline void decide(Meeting &at, Reply mine, Reply (&out)[2]) {
	const int warp = threadIdx.x / lanes, lane = threadIdx.x % lanes, half = blockDim.x / lanes / 2;
	for (int by = lanes / 2; by > 0; by /= 2)
		mine = across(mine, by);
	if (lane == 0)
		at.replies[warp] = mine;
	__syncthreads();
	if (warp == 0) { // half of the lanes for each player's warps
		const int of = lane / (lanes / 2), k = lane % (lanes / 2);
		Reply all{noSum, noSum, 0x7fffffff};
		if (k < half)
			all = at.replies[of * half + k];
		for (int by = lanes / 4; by > 0; by /= 2)
			all = across(all, by);
		if (k == 0)
			at.found[of] = all;
	}
	__syncthreads();
	out[0] = at.found[0];
	out[1] = at.found[1];
}

// leastOf returns the least of all threads' numbers. A reply has been decided on
// since the last time.
__device__ inline long long leastOf(Meeting &at, long long mine) {
	const int warp = threadIdx.x / lanes, lane = threadIdx.x % lanes, warps = blockDim.x / lanes;
	for (int by = lanes / 2; by > 0; by /= 2)
		mine = min(mine, __shfl_xor_sync(everyone, mine, by));
	if (lane == 0)
		at.least[warp] = mine;
	__syncthreads();
	mine = at.least[lane < warps ? lane : 0];
	for (int by = lanes / 2; by > 0; by /= 2)
		mine = min(mine, __shfl_xor_sync(everyone, mine, by));
	return mine;
}

// lasts returns for how many more periods the player goes on with its action for
// certain, as far as the thread's sums tell, at most most.
__device__ inline long long lasts(const Player &p, const long long *line, int own, long long top, long long behind, long long unit,
                                  long long most) {
	const long long earned = line[own], lead = top - unit * behind;
	for (int k = p.thread; k < p.live; k += p.threads) {
		const long long rate = line[k] - earned + unit;
		if (k == own || rate <= 0)
			continue;
		long long gap = lead - p.sums[k];
		if (k < own) // it would be taken at a tie
			gap += unit - 1;
		most = min(most, gap / rate);
	}
	return most;
}

} // namespace utilities

// utilities_play goes on from a history until so many periods were played, until so
// many were computed one by one, or until a reply is not certain, by one block of 64
// to 1024 threads, a multiple of 64. A history is the number of periods played, what
// both play next, the players that are undecided, 1 and 2 together, and how far sums
// may be behind; then both players' sums and their counts. rounded has a bit for each player whose earnings
// are. Where places are given they say which line of earnings is that of an action of
// the other, −1 for one that is not there: play stops before it, and 4 and 8 say for
// which player. Shared memory: 1,072 bytes, and with inShared 8 for each live action.
extern "C" __global__ void __launch_bounds__(1024)
utilities_play(const long long *rowEarnings, const long long *colEarnings, const int *rowPlaces, const int *colPlaces, long long *history,
               int rows, int cols, int rowActions, int rounded, int inShared, long long until, int steps) {
	SHARED_MEMORY(shared);
	using namespace utilities;
	Meeting &meeting = *reinterpret_cast<Meeting *>(shared);
	const int half = static_cast<int>(blockDim.x) / 2, me = static_cast<int>(threadIdx.x) >= half;
	long long *const kept = history + 5 + (me ? rows : 0);
	long long *const counts = history + 5 + rows + cols + (me ? rowActions : 0);
	Player p{me ? colEarnings : rowEarnings, kept, me ? cols : rows, static_cast<int>(threadIdx.x) - me * half, half};
	if (inShared) {
		p.sums = reinterpret_cast<long long *>(&meeting + 1) + (me ? rows : 0);
		for (int k = p.thread; k < p.live; k += p.threads)
			p.sums[k] = kept[k];
	}
	long long periods = history[0], behind = history[4];
	int next[2] = {static_cast<int>(history[1]), static_cast<int>(history[2])};
	int stopped = static_cast<int>(history[3]) & 3, run = 0;
	__syncthreads(); // everybody has read what is written in the end

	for (int step = 0; step < steps && periods < until && stopped == 0; step++) {
		const int rowLine = rowPlaces == nullptr ? next[1] : __ldg(rowPlaces + next[1]);
		const int colLine = colPlaces == nullptr ? next[0] : __ldg(colPlaces + next[0]);
		if (rowLine < 0 || colLine < 0) {
			stopped = (rowLine < 0 ? 4 : 0) | (colLine < 0 ? 8 : 0);
			break;
		}
		const int own = me ? next[1] : next[0];
		const long long *const line = p.earnings + static_cast<long long>(me ? colLine : rowLine) * p.live;
		periods++;
		behind++;
		if (p.thread == 0)
			atomicAdd(reinterpret_cast<unsigned long long *>(counts + own), 1ULL);
		Reply found[2];
		decide(meeting, rounded ? add<true>(p, line) : add<false>(p, line), found);
		const bool again = found[0].best == next[0] && found[1].best == next[1];
#pragma unroll
		for (int i = 0; i < 2; i++) {
			next[i] = found[i].best;
			if ((rounded >> i & 1) && found[i].top - found[i].second < behind)
				stopped |= 1 << i;
		}
		run = again ? run + 1 : 0;
		if (run < 8 || stopped != 0)
			continue;
		// Play is mostly long runs of the same actions: where this one ends is
		// computed instead of waited for.
		run = 0;
		const long long times =
		    leastOf(meeting, lasts(p, line, own, me ? found[1].top : found[0].top, behind, rounded >> me & 1, until - periods));
		for (int k = p.thread; k < p.live; k += p.threads)
			p.sums[k] += line[k] * times;
		if (p.thread == 0)
			atomicAdd(reinterpret_cast<unsigned long long *>(counts + own), static_cast<unsigned long long>(times));
		periods += times;
		behind += times;
	}

	if (inShared)
		for (int k = p.thread; k < p.live; k += p.threads)
			kept[k] = p.sums[k];
	if (threadIdx.x == 0) {
		history[0] = periods;
		history[1] = next[0];
		history[2] = next[1];
		history[3] = stopped;
		history[4] = behind;
	}
}
