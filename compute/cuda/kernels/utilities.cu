// Utilities of mixed profiles against a payoff matrix; see compute.Matrix. All
// that is kept is exact: integers, in whatever order they are summed. Tensor
// cores look for candidates in TF32, or multiply limbs of eight bits, which they
// do without rounding.
//
// Operands on the device have rows and columns that are padded with zeros: lines
// of `stride` entries, a multiple of 64, and a multiple of 128 lines.
#include "mma.cuh"

#ifdef __CUDACC__
#define SHARED_MEMORY(name) extern __shared__ __align__(128) unsigned char name[]
#endif

namespace utilities {

constexpr int lanes = 32;
constexpr unsigned everyone = 0xffffffffu;

__device__ inline long long wide(int a, int b) { return static_cast<long long>(a) * b; }

// dot is Σ a·b over a line by the lanes of a warp; all of them have it.
__device__ inline long long dot(const int *a, const int *b, int stride, int lane) {
	long long sum = 0;
	for (int k = lane * 4; k < stride; k += 4 * lanes) {
		const int4 x = *reinterpret_cast<const int4 *>(a + k);
		const int4 y = *reinterpret_cast<const int4 *>(b + k);
		sum += wide(x.x, y.x) + wide(x.y, y.y) + wide(x.z, y.z) + wide(x.w, y.w);
	}
	for (int by = lanes / 2; by > 0; by /= 2)
		sum += __shfl_xor_sync(everyone, sum, by);
	return sum;
}

// Best is a row and its utility.
struct Best {
	long long utility;
	int row;
};

__device__ inline bool better(long long u, int row, const Best &than) {
	return than.row < 0 || u > than.utility || (u == than.utility && row < than.row);
}

// best_of_block reduces one Best per thread to the block's, through shared
// memory for threads of them; thread 0 has it.
__device__ inline Best best_of_block(Best mine, long long *us, int *rows) {
	us[threadIdx.x] = mine.utility;
	rows[threadIdx.x] = mine.row;
	__syncthreads();
	for (unsigned by = blockDim.x / 2; by > 0; by /= 2) {
		if (threadIdx.x < by && rows[threadIdx.x + by] >= 0) {
			Best here{us[threadIdx.x], rows[threadIdx.x]};
			if (better(us[threadIdx.x + by], rows[threadIdx.x + by], here)) {
				us[threadIdx.x] = us[threadIdx.x + by];
				rows[threadIdx.x] = rows[threadIdx.x + by];
			}
		}
		__syncthreads();
	}
	return Best{us[0], rows[0]};
}

} // namespace utilities

// utilities_lay copies lines×cols integers into padded lines, and beside them,
// where the pointers are not 0, the same rounded to TF32 and four planes of
// balanced digits in base 256, `plane` bytes apart. Padding is already zero.
extern "C" __global__ void utilities_lay(const int *from, int *to, float *rounded, signed char *limbs, long long plane, int lines, int cols,
                                         int stride) {
	for (int line = blockIdx.y; line < lines; line += gridDim.y) {
		for (int k = blockIdx.x * blockDim.x + threadIdx.x; k < cols; k += gridDim.x * blockDim.x) {
			const int v = from[static_cast<long long>(line) * cols + k];
			const long long at = static_cast<long long>(line) * stride + k;
			if (to != nullptr)
				to[at] = v;
			if (rounded != nullptr)
				rounded[at] = tf32(static_cast<float>(v));
			if (limbs != nullptr) {
				int rest = v;
				for (int l = 0; l < 4; l++) {
					const signed char digit = static_cast<signed char>(rest);
					limbs[l * plane + at] = digit;
					rest = (rest - digit) / 256; // exact
				}
			}
		}
	}
}

// utilities_multiply sets u, rows long, to A·w for one profile: a warp for each
// row, the matrix read once.
extern "C" __global__ void utilities_multiply(const int *a, const int *w, long long *u, int rows, int stride) {
	const int warp = threadIdx.x / utilities::lanes, lane = threadIdx.x % utilities::lanes;
	const int row = blockIdx.x * (blockDim.x / utilities::lanes) + warp;
	if (row >= rows)
		return;
	const long long sum = utilities::dot(a + static_cast<long long>(row) * stride, w, stride, lane);
	if (lane == 0)
		u[row] = sum;
}

// utilities_most writes the largest of u and its lowest index, by one block: the
// regret of what was multiplied, once what is played is taken from it. Shared
// memory: 12 bytes for each thread, whose number is a power of two.
extern "C" __global__ void utilities_most(const long long *u, int rows, long long *most, int *best) {
	SHARED_MEMORY(shared);
	using namespace utilities;
	long long *us = reinterpret_cast<long long *>(shared);
	int *indices = reinterpret_cast<int *>(us + blockDim.x);
	Best mine{0, -1};
	for (int row = threadIdx.x; row < rows; row += blockDim.x)
		if (better(u[row], row, mine))
			mine = Best{u[row], row};
	const Best all = best_of_block(mine, us, indices);
	if (threadIdx.x == 0) {
		*most = all.utility;
		*best = all.row;
	}
}

namespace utilities {

// The search: 128 profiles × 128 rows for each block of 4 warps, 64×64 for each
// warp, in steps of 16 columns; three steps are in flight. A lane reads four
// columns of a line at once; eight lanes read two lines, all banks.
constexpr int searchTile = 128, searchWarp = 64, searchDeep = 16, searchStages = 3;
constexpr int searchThreads = 128;
constexpr int searchOperand = searchTile * searchDeep, searchStage = 2 * searchOperand; // floats
constexpr int searchHalf = 64, searchColumn = searchTile + 4;                           // rows whose utilities are looked at together
constexpr int searchList = 32;                                                          // candidates for each profile and part

// fetch begins to copy 128 lines × 16 columns to shared memory, of which a thread
// takes four columns of every 32nd line. Where that is in a line depends on the
// thread alone, so that it is found once.
__device__ inline void fetch(float *to, const float *from, int stride) {
	constexpr unsigned across = searchDeep / 4, lines = searchThreads / across;
	const float *mine = from + static_cast<size_t>(threadIdx.x / across) * stride + threadIdx.x % across * 4;
#pragma unroll
	for (unsigned line = 0; line < searchTile; line += lines)
		__pipeline_memcpy_async(to + threadIdx.x * 4 + line * searchDeep, mine + static_cast<size_t>(line) * stride, 16);
}

// Candidates is one profile's list in one part of the rows: rows that may be
// best, and their rounded utilities.
struct Candidates {
	int *rows;
	float *values;
	int count;
	float most;
	bool over; // there were more than fit

	__device__ void offer(int row, float value, float margin) {
		if (value < most - margin)
			return;
		most = fmaxf(most, value);
		if (over)
			return;
		if (count == searchList) { // the largest has grown since some of them came
			int kept = 0;
			for (int i = 0; i < count; i++)
				if (values[i] >= most - margin) {
					rows[kept] = rows[i];
					values[kept++] = values[i];
				}
			count = kept;
			if (count == searchList) {
				over = true;
				return;
			}
		}
		rows[count] = row;
		values[count++] = value;
	}
};

} // namespace utilities

// utilities_search looks for rows that may be best against each of 128 profiles
// for each block x, among the 128-row tiles y, y + gridDim.y, … of the matrix:
// every row whose utility in TF32 is within `margin` of the largest, where margin
// is at least twice the error of one. Lists are (part·profiles + profile) ×
// searchList long; counts are −1 where a list would not do. Shared memory:
// 49,152 bytes. profiles is the padded number.
extern "C" __global__ void __launch_bounds__(128, 2)
utilities_search(const float *w, const float *a, const float *margins, int profiles, int rows, int stride, int *listed, float *values,
                 int *counts, float *largest) {
	SHARED_MEMORY(shared);
	using namespace utilities;
	float *stages = reinterpret_cast<float *>(shared);
	const int warp = threadIdx.x / lanes, lane = threadIdx.x % lanes;
	const int profile = blockIdx.x * searchTile + threadIdx.x;
	const long long list = static_cast<long long>(blockIdx.y) * profiles + profile;
	Candidates mine{listed + list * searchList, values + list * searchList, 0, -INFINITY, false};
	const float margin = margins[profile];
	const float *const ws = w + static_cast<long long>(blockIdx.x) * searchTile * stride;
	const int steps = stride / searchDeep;

	for (int tile = blockIdx.y * searchTile; tile < rows; tile += gridDim.y * searchTile) {
		const float *const as = a + static_cast<long long>(tile) * stride;
		float sums[4][8][4] = {};
		for (int s = 0; s < searchStages - 1; s++) {
			if (s < steps) {
				fetch(stages + s * searchStage, ws + s * searchDeep, stride);
				fetch(stages + s * searchStage + searchOperand, as + s * searchDeep, stride);
			}
			__pipeline_commit();
		}
		for (int s = 0; s < steps; s++) {
			__pipeline_wait_prior(searchStages - 2);
			__syncthreads(); // step s has arrived, and nobody reads step s − 1 any more
			const int ahead = s + searchStages - 1;
			if (ahead < steps) {
				float *to = stages + ahead % searchStages * searchStage;
				fetch(to, ws + ahead * searchDeep, stride);
				fetch(to + searchOperand, as + ahead * searchDeep, stride);
			}
			__pipeline_commit();
			const float4 *left = reinterpret_cast<const float4 *>(stages + s % searchStages * searchStage + warp / 2 * searchWarp * searchDeep);
			const float4 *right =
			    reinterpret_cast<const float4 *>(stages + s % searchStages * searchStage + searchOperand + warp % 2 * searchWarp * searchDeep);
			float4 l[4][2], r[8]; // lane l's line l / 4, columns 4·(l % 4) and on, of every 8 lines
#pragma unroll
			for (int i = 0; i < 4; i++) {
				l[i][0] = left[i * 64 + lane];
				l[i][1] = left[i * 64 + 32 + lane];
			}
#pragma unroll
			for (int j = 0; j < 8; j++)
				r[j] = right[j * 32 + lane];
#pragma unroll
			for (int i = 0; i < 4; i++)
#pragma unroll
				for (int j = 0; j < 8; j++) {
					multiplyTF32(sums[i][j], {l[i][0].x, l[i][1].x, l[i][0].y, l[i][1].y}, {r[j].x, r[j].y});
					multiplyTF32(sums[i][j], {l[i][0].z, l[i][1].z, l[i][0].w, l[i][1].w}, {r[j].z, r[j].w});
				}
		}
		// Every thread looks at one profile's utilities, 64 rows at a time, which
		// take the place of the operands: column-major, so without conflicts.
		for (int half = 0; half < 2; half++) {
			__pipeline_wait_prior(0);
			__syncthreads();
			if (warp % 2 == half)
#pragma unroll
				for (int i = 0; i < 4; i++)
#pragma unroll
					for (int j = 0; j < 8; j++)
#pragma unroll
						for (int e = 0; e < 4; e++)
							stages[(j * 8 + lane % 4 * 2 + e % 2) * searchColumn + warp / 2 * searchWarp + i * 16 + e / 2 * 8 + lane / 4] = sums[i][j][e];
			__syncthreads();
			for (int r = 0; r < searchHalf; r++) {
				const int row = tile + half * searchHalf + r;
				if (row < rows)
					mine.offer(row, stages[r * searchColumn + threadIdx.x], margin);
			}
		}
		__syncthreads();
	}
	counts[list] = mine.over ? -1 : mine.count;
	largest[list] = mine.most;
}

// utilities_settle computes the candidates' utilities in integers, a warp for
// each profile, and writes the best row and its utility. Where a list would not
// do every row is computed.
extern "C" __global__ void utilities_settle(const int *w, const int *a, const float *margins, int profiles, int padded, int rows, int stride,
                                            int parts, const int *listed, const float *values, const int *counts, const float *largest,
                                            int *best, long long *utility) {
	using namespace utilities;
	const int warp = threadIdx.x / lanes, lane = threadIdx.x % lanes;
	const int profile = blockIdx.x * (blockDim.x / lanes) + warp;
	if (profile >= profiles)
		return;
	const int *const mix = w + static_cast<long long>(profile) * stride;
	float most = -INFINITY;
	bool over = false;
	for (int part = 0; part < parts; part++) {
		const long long list = static_cast<long long>(part) * padded + profile;
		most = fmaxf(most, largest[list]);
		over = over || counts[list] < 0;
	}
	Best found{0, -1};
	if (over) {
		for (int row = 0; row < rows; row++) {
			const long long u = dot(mix, a + static_cast<long long>(row) * stride, stride, lane);
			if (better(u, row, found))
				found = Best{u, row};
		}
	} else {
		const float least = most - margins[profile];
		for (int part = 0; part < parts; part++) {
			const long long list = static_cast<long long>(part) * padded + profile;
			for (int i = 0; i < counts[list]; i++) {
				if (values[list * searchList + i] < least)
					continue;
				const int row = listed[list * searchList + i];
				const long long u = dot(mix, a + static_cast<long long>(row) * stride, stride, lane);
				if (better(u, row, found))
					found = Best{u, row};
			}
		}
	}
	if (lane == 0) {
		best[profile] = found.row;
		utility[profile] = found.utility;
	}
}

namespace utilities {

// Exact products of limbs: 64 profiles × 64 rows for each block of 8 warps, 16×32
// for each warp, in steps of 32 columns, two of which are in flight. A lane reads
// eight columns of a line at once; sixteen lanes read four lines, all banks.
constexpr int exactTile = 64, exactDeep = 32, exactThreads = 256;
constexpr int exactPlane = exactTile * exactDeep, exactOperand = 4 * exactPlane; // bytes
// So many columns are summed in 32 bits: of each place four products of digits,
// each at most 2¹⁴.
constexpr int exactFlush = 1 << 14;
constexpr int places = 7;

// fetchLimbs begins to copy 64 lines × 32 columns of all four limbs. A thread takes
// half a line, of every other limb.
__device__ inline void fetchLimbs(signed char *to, const signed char *from, long long plane, int stride) {
	constexpr unsigned across = exactDeep / 16, planes = exactThreads / (across * exactTile);
	const unsigned line = threadIdx.x / across;
	const signed char *mine = from + line / exactTile * plane + static_cast<size_t>(line % exactTile) * stride + threadIdx.x % across * 16;
#pragma unroll
	for (unsigned limb = 0; limb < 4; limb += planes)
		__pipeline_memcpy_async(to + threadIdx.x * 16 + limb * exactPlane, mine + limb * plane, 16);
}

} // namespace utilities

// utilities_exact sets u, profiles×rows, to all utilities: 64 rows for each block
// x, 64 profiles for each block y. Shared memory: 32,768 bytes.
extern "C" __global__ void __launch_bounds__(256)
utilities_exact(const signed char *w, long long planeW, const signed char *a, long long planeA, int profiles, int rows, int stride, long long *u) {
	SHARED_MEMORY(shared);
	using namespace utilities;
	signed char *stages = reinterpret_cast<signed char *>(shared);
	const int warp = threadIdx.x / lanes, lane = threadIdx.x % lanes;
	const signed char *const ws = w + static_cast<long long>(blockIdx.y) * exactTile * stride;
	const signed char *const as = a + static_cast<long long>(blockIdx.x) * exactTile * stride;
	const int steps = stride / exactDeep;
	long long totals[4][4] = {};

	fetchLimbs(stages, ws, planeW, stride);
	fetchLimbs(stages + exactOperand, as, planeA, stride);
	__pipeline_commit();
	for (int from = 0; from < steps; from += exactFlush / exactDeep) {
		int sums[4][places][4] = {};
		const int to = min(from + exactFlush / exactDeep, steps);
		for (int s = from; s < to; s++) {
			__pipeline_wait_prior(0);
			__syncthreads();
			if (s + 1 < steps) {
				signed char *next = stages + (s + 1) % 2 * 2 * exactOperand;
				fetchLimbs(next, ws + (s + 1) * exactDeep, planeW, stride);
				fetchLimbs(next + exactOperand, as + (s + 1) * exactDeep, planeA, stride);
			}
			__pipeline_commit();
			const uint2 *left = reinterpret_cast<const uint2 *>(stages + s % 2 * 2 * exactOperand + warp / 2 * 16 * exactDeep);
			const uint2 *right = reinterpret_cast<const uint2 *>(stages + s % 2 * 2 * exactOperand + exactOperand + warp % 2 * 32 * exactDeep);
			uint2 l[4][2]; // lane l's line l / 4, columns 8·(l % 4) and on, of every 8 lines
#pragma unroll
			for (int p = 0; p < 4; p++) {
				l[p][0] = left[p * exactPlane / 8 + lane];
				l[p][1] = left[p * exactPlane / 8 + 32 + lane];
			}
#pragma unroll
			for (int j = 0; j < 4; j++)
#pragma unroll
				for (int q = 0; q < 4; q++) {
					const uint2 r = right[q * exactPlane / 8 + j * 32 + lane];
#pragma unroll
					for (int p = 0; p < 4; p++)
						multiplyBytes(sums[j][p + q], {l[p][0].x, l[p][1].x, l[p][0].y, l[p][1].y}, {r.x, r.y});
				}
		}
#pragma unroll
		for (int j = 0; j < 4; j++)
#pragma unroll
			for (int p = 0; p < places; p++)
#pragma unroll
				for (int e = 0; e < 4; e++)
					totals[j][e] += static_cast<long long>(sums[j][p][e]) * (1LL << (8 * p));
	}
#pragma unroll
	for (int j = 0; j < 4; j++)
#pragma unroll
		for (int e = 0; e < 4; e++) {
			const int profile = blockIdx.y * exactTile + warp / 2 * 16 + e / 2 * 8 + lane / 4;
			const int row = blockIdx.x * exactTile + warp % 2 * 32 + j * 8 + lane % 4 * 2 + e % 2;
			if (profile < profiles && row < rows)
				u[static_cast<long long>(profile) * rows + row] = totals[j][e];
		}
}

// utilities_rate multiplies as fast as it can: for every warp 16 products a round
// that do not wait for each other, of 2·16·8·8 operations each. It is what the
// search is compared with.
extern "C" __global__ void __launch_bounds__(256) utilities_rate(float *out, int rounds) {
	constexpr int independent = 16;
	float sums[independent][4] = {};
	const float one = tf32(static_cast<float>(threadIdx.x % 2));
	for (int i = 0; i < rounds; i++)
#pragma unroll
		for (int j = 0; j < independent; j++)
			multiplyTF32(sums[j], {one, one, one, one}, {one, one});
	float sum = 0;
#pragma unroll
	for (int j = 0; j < independent; j++)
#pragma unroll
		for (int e = 0; e < 4; e++)
			sum += sums[j][e];
	out[blockIdx.x * blockDim.x + threadIdx.x] = sum;
}

#include "play.cuh"

#define UTILITIES_KERNELS                                                                                                              \
	KERNEL(utilities_lay), KERNEL(utilities_multiply), KERNEL(utilities_most), KERNEL(utilities_search), KERNEL(utilities_settle),        \
	    KERNEL(utilities_exact), KERNEL(utilities_rate), KERNEL(utilities_play)
