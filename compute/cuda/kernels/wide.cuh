// The integers of the trimmed aggregation game, as in compute/internal/wide:
// pulls of 128 bits, sums of 192. Nothing checks for overflow; the limits that
// compute.Columns.Check enforces leave room for every result.
#pragma once

#ifdef __CUDACC__
#include <cstdint>
#define SHARED_MEMORY(name) extern __shared__ __align__(16) unsigned char name[]
#define APART __noinline__
// Each hides from the compiler that a value, or memory, is what it was: it would
// keep, for every anchor of a thread, what follows from them, and there are no
// registers for that.
#define ANEW32(x) asm volatile("" : "+r"(x))
#define ANEW64(x) asm volatile("" : "+l"(x))
#define MEMORY_ANEW() asm volatile("" ::: "memory")
#else
#include "shim.hpp"
#define APART __attribute__((noinline))
#define ANEW32(x)
#define ANEW64(x)
#define MEMORY_ANEW()
#endif

typedef unsigned long long u64;
typedef __int128 i128;
typedef unsigned __int128 u128;

constexpr unsigned wholeWarp = 0xffffffffu;

// No pull reaches these.
#define LEAST (static_cast<i128>(static_cast<u128>(1) << 127))
#define MOST (static_cast<i128>(~(static_cast<u128>(1) << 127)))

static __device__ __forceinline__ i128 join(u64 high, u64 low) {
	return static_cast<i128>(static_cast<u128>(high) << 64 | low);
}
static __device__ __forceinline__ u64 highWord(i128 a) { return static_cast<u64>(static_cast<u128>(a) >> 64); }
static __device__ __forceinline__ u64 lowWord(i128 a) { return static_cast<u64>(a); }
static __device__ __forceinline__ i128 magnitude(i128 a) { return a < 0 ? -a : a; }

// times returns a·w, which fits.
static __device__ __forceinline__ i128 times(i128 a, unsigned w) {
	u64 low = lowWord(a), high = highWord(a);
	u64 p0 = (low & 0xffffffffu) * w;
	u64 p1 = (low >> 32) * w + (p0 >> 32);
	return join(high * w + (p1 >> 32), p1 << 32 | (p0 & 0xffffffffu));
}

// add and sub stop at LEAST and MOST.
static __device__ __forceinline__ i128 add(i128 a, i128 b) {
	i128 s = static_cast<i128>(static_cast<u128>(a) + static_cast<u128>(b));
	if ((a < 0) == (b < 0) && (s < 0) != (a < 0))
		return a < 0 ? LEAST : MOST;
	return s;
}
static __device__ __forceinline__ i128 sub(i128 a, i128 b) {
	i128 s = static_cast<i128>(static_cast<u128>(a) - static_cast<u128>(b));
	if ((a < 0) != (b < 0) && (s < 0) != (a < 0))
		return a < 0 ? LEAST : MOST;
	return s;
}

// bitsOf returns how many bits a takes.
static __device__ __forceinline__ int bitsOf(u128 a) {
	u64 high = static_cast<u64>(a >> 64);
	return high ? 128 - __clzll(static_cast<long long>(high)) : 64 - __clzll(static_cast<long long>(static_cast<u64>(a)));
}

// Sum is a two's complement of 192 bits, the least significant word first.
struct Sum {
	u64 w0, w1, w2;

	__device__ __forceinline__ void add(u64 a0, u64 a1, u64 a2) {
		u64 s0 = w0 + a0;
		u64 c0 = s0 < a0;
		u64 s1 = w1 + a1;
		u64 c1 = s1 < a1;
		u64 t1 = s1 + c0;
		c1 += t1 < c0;
		w0 = s0;
		w1 = t1;
		w2 += a2 + c1;
	}
	__device__ __forceinline__ void add(i128 a) {
		u64 high = highWord(a);
		add(lowWord(a), high, static_cast<u64>(static_cast<long long>(high) >> 63));
	}
	// addMul adds m·a.
	__device__ APART void addMul(i128 a, u64 m) {
		u64 a0 = lowWord(a), a1 = highWord(a);
		u64 p0 = a0 * m, h0 = __umul64hi(a0, m);
		u64 p1 = a1 * m, h1 = __umul64hi(a1, m);
		if (a < 0)
			h1 -= m;
		p1 += h0;
		h1 += p1 < h0;
		add(p0, p1, h1);
	}
	__device__ __forceinline__ bool negative() const { return static_cast<long long>(w2) < 0; }

	// scaled returns the sum times m/d, near enough: what m of d agents would have;
	// m ≤ 2³¹, 0 < d < 2³¹.
	__device__ APART Sum scaled(unsigned m, unsigned d) const {
		const bool below = negative();
		const u64 flip = below ? ~0ull : 0;
		const u64 words[3] = {w0 ^ flip, w1 ^ flip, w2 ^ flip};
		u64 out[3] = {0, 0, 0}, rest = 0;
		for (int digit = 5; digit >= 0; digit--) {
			rest = rest << 32 | (words[digit / 2] >> (digit % 2 * 32) & 0xffffffffu);
			out[digit / 2] |= rest / d << (digit % 2 * 32);
			rest %= d;
		}
		u64 carry = 0;
		for (int digit = 0; digit < 6; digit++) {
			const int shift = digit % 2 * 32;
			carry += (out[digit / 2] >> shift & 0xffffffffu) * m;
			out[digit / 2] = (out[digit / 2] & ~(0xffffffffull << shift)) | (carry & 0xffffffffu) << shift;
			carry >>= 32;
		}
		return Sum{out[0] ^ flip, out[1] ^ flip, out[2] ^ flip};
	}

	// floorDiv returns ⌊sum/d⌋, which must fit 127 bits; 0 < d ≤ 2⁴⁰, which the
	// sum of 2²⁴ weights is at most. It divides digits of 24 bits, so that a
	// remainder and a digit fit a word.
	__device__ APART i128 floorDiv(u64 d) const {
		Sum m = *this;
		if (negative()) {
			m = Sum{0, 0, 0};
			m.add(~w0, ~w1, ~w2);
			m.add(1, 0, 0);
		}
		u64 words[3] = {m.w0, m.w1, m.w2};
		u128 q = 0;
		u64 rest = 0;
		for (int digit = 7; digit >= 0; digit--) {
			int at = digit * 24, word = at / 64, shift = at % 64;
			u64 bits = words[word] >> shift;
			if (shift > 40 && word < 2)
				bits |= words[word + 1] << (64 - shift);
			rest = rest << 24 | (bits & 0xffffff);
			q = q << 24 | rest / d;
			rest %= d;
		}
		i128 out = static_cast<i128>(q);
		if (!negative())
			return out;
		return -out - (rest != 0);
	}
};

// Reductions over a block. scratch holds one entry for every warp; all threads
// of the block call, and only thread 0 has the result, before its next barrier.
static __device__ __forceinline__ Sum shuffleDown(Sum s, int by) {
	return Sum{__shfl_down_sync(wholeWarp, s.w0, by), __shfl_down_sync(wholeWarp, s.w1, by), __shfl_down_sync(wholeWarp, s.w2, by)};
}
static __device__ __forceinline__ i128 shuffleDown(i128 a, int by) {
	return join(__shfl_down_sync(wholeWarp, highWord(a), by), __shfl_down_sync(wholeWarp, lowWord(a), by));
}
