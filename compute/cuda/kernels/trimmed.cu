// The trimmed equilibrium of columns: see package compute for the game and
// compute/cpu for the specification of the answer, which this returns bit by bit.
//
// A block solves a column from the first step to the last. Anchors are kept as x −
// min, with the minimum rounded down to a whole unit: the upper 64 bits of what
// that takes are the anchor's key, in a register, and the rest, at most 47 bits,
// is in shared memory. 10,000 anchors are 80 registers of 256 threads and 80 KB,
// so that two blocks share a multiprocessor and one loads while the other
// computes.
//
// A column that does not fit is cut in slices, which many blocks work on. Passes
// over all slices leave fewer and fewer agents of whom it is not known whether
// they are trimmed, until these fit a block, which finishes: see slices.cuh.
#include "reduce.cuh"
#include "resident.cuh"
#include "sample.cuh"

// Each kernel solves gridDim.x columns of n anchors, one behind the other. A
// block's shared memory is Work and 8 bytes an anchor. The names say how many
// anchors a thread keeps and how many threads a block has at most.
#define RESIDENT(name, items, threads, blocks, equal)                                                                                        \
	extern "C" __global__ void __launch_bounds__(threads, blocks)                                                                              \
	    name(const ulonglong2 *anchors, const uint16_t *weights, int n, int f, unsigned least, unsigned most, Answer *answers) {               \
		SHARED_MEMORY(arena);                                                                                                                    \
		residentColumn<items, threads, equal>(arena, anchors, weights, n, f, least, most, answers);                                              \
	}

RESIDENT(trimmed_mean_4x32, 4, 32, 16, true)
RESIDENT(trimmed_mean_8x128, 8, 128, 6, true)
RESIDENT(trimmed_mean_16x256, 16, 256, 3, true)
RESIDENT(trimmed_mean_40x256, 40, 256, 2, true)
RESIDENT(trimmed_equilibrium_4x32, 4, 32, 16, false)
RESIDENT(trimmed_equilibrium_8x128, 8, 128, 6, false)
RESIDENT(trimmed_equilibrium_16x256, 16, 256, 3, false)
RESIDENT(trimmed_equilibrium_40x256, 40, 256, 2, false)

// The kernels of columns in slices, which are called in this order, the first two
// several times, and search as long as answers are missing. A block of sample or
// left has a column, one of reduce or search the slice blockIdx.x of the column
// blockIdx.y. Each leaves alone columns that it is not the turn of.
#define SAMPLE(name, equal)                                                                                                                  \
	extern "C" __global__ void __launch_bounds__(256, 1)                                                                                       \
	    name(Tall *columns, const ulonglong2 *anchors, const uint16_t *weights, int n, int f, unsigned least, unsigned most, int sampled,      \
	         int first, Answer *answers) {                                                                                                     \
		SHARED_MEMORY(arena);                                                                                                                    \
		Tall &column = columns[blockIdx.x];                                                                                                      \
		if (first != 0)                                                                                                                          \
			describe(column, anchors + static_cast<u64>(blockIdx.x) * n, weights, n, f, least, most, equal, answers + blockIdx.x);                 \
		sampleColumn<equal>(arena, column, sampled, answers + blockIdx.x);                                                                       \
	}
#define REDUCE(name, equal)                                                                                                                  \
	extern "C" __global__ void __launch_bounds__(256, 3) name(Tall *columns, Reduced *parts, ulonglong2 *anchors, uint16_t *weights,           \
	                                                          unsigned room, unsigned capacity, Answer *answers) {                             \
		SHARED_MEMORY(arena);                                                                                                                    \
		reduceSlice<equal>(arena, columns[blockIdx.y], parts + static_cast<u64>(blockIdx.y) * gridDim.x, anchors, weights, room, capacity,       \
		                   answers + blockIdx.y);                                                                                                \
	}
#define LEFT(name, items, threads, blocks, equal)                                                                                            \
	extern "C" __global__ void __launch_bounds__(threads, blocks) name(Tall *columns, Answer *answers) {                                       \
		SHARED_MEMORY(arena);                                                                                                                    \
		leftColumn<items, threads, equal>(arena, columns[blockIdx.x], answers + blockIdx.x);                                                     \
	}
#define SEARCH(name, equal)                                                                                                                  \
	extern "C" __global__ void __launch_bounds__(256, 3) name(Tall *columns, Partial *parts, Answer *answers) {                                \
		SHARED_MEMORY(arena);                                                                                                                    \
		searchSlice<equal>(arena, columns[blockIdx.y], parts + static_cast<u64>(blockIdx.y) * gridDim.x, answers + blockIdx.y);                  \
	}

SAMPLE(trimmed_mean_sample, true)
REDUCE(trimmed_mean_reduce, true)
LEFT(trimmed_mean_left_8x128, 8, 128, 6, true)
LEFT(trimmed_mean_left_16x256, 16, 256, 3, true)
SEARCH(trimmed_mean_search, true)
SAMPLE(trimmed_equilibrium_sample, false)
REDUCE(trimmed_equilibrium_reduce, false)
LEFT(trimmed_equilibrium_left_8x128, 8, 128, 6, false)
LEFT(trimmed_equilibrium_left_16x256, 16, 256, 3, false)
SEARCH(trimmed_equilibrium_search, false)

#define TRIMMED_KERNELS                                                                                                                      \
	KERNEL(trimmed_mean_4x32), KERNEL(trimmed_mean_8x128), KERNEL(trimmed_mean_16x256), KERNEL(trimmed_mean_40x256),                           \
	    KERNEL(trimmed_equilibrium_4x32), KERNEL(trimmed_equilibrium_8x128), KERNEL(trimmed_equilibrium_16x256),                               \
	    KERNEL(trimmed_equilibrium_40x256), KERNEL(trimmed_mean_sample), KERNEL(trimmed_mean_reduce), KERNEL(trimmed_mean_left_8x128),         \
	    KERNEL(trimmed_mean_left_16x256), KERNEL(trimmed_mean_search), KERNEL(trimmed_equilibrium_sample),                                     \
	    KERNEL(trimmed_equilibrium_reduce), KERNEL(trimmed_equilibrium_left_8x128), KERNEL(trimmed_equilibrium_left_16x256),                   \
	    KERNEL(trimmed_equilibrium_search)
