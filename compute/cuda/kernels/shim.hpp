// What the kernels use of CUDA C++, on the host: the same .cu source compiles as
// C++ and runs block after block, every thread of a block a fiber of its own.
//
// A fiber runs until it waits for others, so a launch is deterministic: it
// depends on nothing but its arguments and the direction in which fibers take
// turns. Running a kernel in both directions shows most missing barriers. What
// would hang or corrupt on a device is an error of the launch: a barrier that
// some thread never reaches, and a write behind the shared memory asked for.
// What it does not show is timing, and races within a warp between two barriers.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __launch_bounds__(...)

struct dim3 {
	unsigned x = 1, y = 1, z = 1;
};

struct alignas(16) ulonglong2 {
	unsigned long long x, y;
};

namespace shim {

constexpr int lanes = 32;

struct Block; // one block that runs; see shim.cpp

// Thread is what a fiber knows of itself.
struct Thread {
	dim3 index;
	unsigned linear;
	Block *block;
};

// What runs on this operating-system thread now.
extern thread_local Thread *current;
extern thread_local dim3 blockIndex, blockShape, gridShape;

// syncBlock returns when every thread of the block that has not returned is in it.
void syncBlock();
// syncWarp returns when every lane of the mask is in it.
void syncWarp(unsigned mask);
// exchange gives every lane of the mask its own bits and returns all 32; the
// array is valid until the lane's next exchange.
const uint64_t *exchange(unsigned mask, uint64_t bits);
void *sharedMemory();

inline unsigned lane() { return current->linear % lanes; }

template <class T> inline uint64_t toBits(T v) {
	static_assert(sizeof(T) <= 8, "a lane exchanges at most 64 bits");
	uint64_t bits = 0;
	std::memcpy(&bits, &v, sizeof v);
	return bits;
}

template <class T> inline T fromBits(uint64_t bits) {
	T v;
	std::memcpy(&v, &bits, sizeof v);
	return v;
}

} // namespace shim

#define threadIdx (shim::current->index)
#define blockIdx (shim::blockIndex)
#define blockDim (shim::blockShape)
#define gridDim (shim::gridShape)

// Shared memory is always the launch's: SHARED_MEMORY(p) declares a pointer to it.
#define SHARED_MEMORY(name) unsigned char *name = static_cast<unsigned char *>(shim::sharedMemory())

inline void __syncthreads() { shim::syncBlock(); }
inline void __syncwarp(unsigned mask = 0xffffffffu) { shim::syncWarp(mask); }
inline void __threadfence() {}
inline void __threadfence_block() {}

template <class T> inline T __shfl_sync(unsigned mask, T v, int from) {
	return shim::fromBits<T>(shim::exchange(mask, shim::toBits(v))[from & (shim::lanes - 1)]);
}
template <class T> inline T __shfl_down_sync(unsigned mask, T v, unsigned by) {
	const uint64_t *all = shim::exchange(mask, shim::toBits(v));
	unsigned from = shim::lane() + by;
	return from < shim::lanes ? shim::fromBits<T>(all[from]) : v;
}
template <class T> inline T __shfl_up_sync(unsigned mask, T v, unsigned by) {
	const uint64_t *all = shim::exchange(mask, shim::toBits(v));
	unsigned lane = shim::lane();
	return lane >= by ? shim::fromBits<T>(all[lane - by]) : v;
}
template <class T> inline T __shfl_xor_sync(unsigned mask, T v, int with) {
	return shim::fromBits<T>(shim::exchange(mask, shim::toBits(v))[shim::lane() ^ with]);
}
inline unsigned __ballot_sync(unsigned mask, int predicate) {
	const uint64_t *all = shim::exchange(mask, predicate != 0);
	unsigned out = 0;
	for (int i = 0; i < shim::lanes; i++)
		if (mask >> i & 1 && all[i])
			out |= 1u << i;
	return out;
}
inline int __any_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
inline int __all_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) == mask; }

// Fibers never interrupt each other, and blocks run one after the other.
template <class T> inline T atomicAdd(T *p, T v) {
	T old = *p;
	*p = static_cast<T>(old + v);
	return old;
}
template <class T> inline T atomicMin(T *p, T v) {
	T old = *p;
	if (v < old)
		*p = v;
	return old;
}
template <class T> inline T atomicMax(T *p, T v) {
	T old = *p;
	if (old < v)
		*p = v;
	return old;
}
template <class T> inline T atomicOr(T *p, T v) {
	T old = *p;
	*p = old | v;
	return old;
}
template <class T> inline T atomicExch(T *p, T v) {
	T old = *p;
	*p = v;
	return old;
}
template <class T> inline T atomicCAS(T *p, T expected, T v) {
	T old = *p;
	if (old == expected)
		*p = v;
	return old;
}

inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
	return static_cast<unsigned long long>((static_cast<unsigned __int128>(a) * b) >> 64);
}
inline int __clz(unsigned a) { return a ? __builtin_clz(a) : 32; }
inline int __clzll(unsigned long long a) { return a ? __builtin_clzll(a) : 64; }
inline int __popc(unsigned a) { return __builtin_popcount(a); }
inline int __popcll(unsigned long long a) { return __builtin_popcountll(a); }
inline int __ffs(unsigned a) { return __builtin_ffs(static_cast<int>(a)); }
inline int __ffsll(long long a) { return __builtin_ffsll(a); }
template <class T> inline T __ldg(const T *p) { return *p; }
template <class T> inline T min(T a, T b) { return b < a ? b : a; }
template <class T> inline T max(T a, T b) { return a < b ? b : a; }
