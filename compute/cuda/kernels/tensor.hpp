// What mma.cuh has on a device, on the host, beside shim.hpp.
//
// Products in TF32 are summed one after the other in float, where a tensor core is
// free to choose the order and the rounding: kernels must not depend on either.
#pragma once

#include "shim.hpp"

struct alignas(16) int4 {
	int x, y, z, w;
};
struct alignas(16) float4 {
	float x, y, z, w;
};
struct alignas(8) uint2 {
	unsigned x, y;
};

// Copies to shared memory that run beside other work on a device.
inline void __pipeline_memcpy_async(void *to, const void *from, size_t bytes) { std::memcpy(to, from, bytes); }
inline void __pipeline_commit() {}
inline void __pipeline_wait_prior(size_t) {}

namespace shim {

// everyone returns the pointers that all lanes of the warp give. They may be read
// until the next syncWarp.
template <class T> struct Lanes {
	const T *of[lanes];
};
template <class T> inline Lanes<T> everyone(const T *mine) {
	const uint64_t *all = exchange(0xffffffffu, reinterpret_cast<uintptr_t>(mine));
	Lanes<T> out;
	for (int i = 0; i < lanes; i++)
		out.of[i] = reinterpret_cast<const T *>(all[i]);
	return out;
}

// multiply adds to the lane's sums the products that dot makes of a register of a
// left line and one of a right line, over the four lanes and two registers of each.
template <class T, class S, class Dot> inline void multiply(S (&sums)[4], const T (&left)[4], const T (&right)[2], Dot dot) {
	const T both[6] = {left[0], left[1], left[2], left[3], right[0], right[1]};
	const Lanes<T> warp = everyone(both);
	const int g = lane() / 4, t = lane() % 4;
	for (int e = 0; e < 4; e++)
		for (int place = 0; place < 2; place++)
			for (int l = 0; l < 4; l++)
				sums[e] = dot(sums[e], warp.of[g * 4 + l][e / 2 + 2 * place], warp.of[(2 * t + e % 2) * 4 + l][4 + place]);
	syncWarp(0xffffffffu);
}

} // namespace shim

// tf32 rounds to the nearest of 11 significant bits, ties away from zero.
inline float tf32(float v) {
	uint32_t bits;
	std::memcpy(&bits, &v, sizeof bits);
	bits = (bits + 0x1000) & ~uint32_t{0x1fff};
	std::memcpy(&v, &bits, sizeof v);
	return v;
}

inline void multiplyTF32(float (&sums)[4], const float (&left)[4], const float (&right)[2]) {
	shim::multiply(sums, left, right, [](float sum, float a, float b) { return sum + a * b; });
}

inline void multiplyBytes(int (&sums)[4], const unsigned (&left)[4], const unsigned (&right)[2]) {
	shim::multiply(sums, left, right, [](int sum, unsigned a, unsigned b) {
		for (int i = 0; i < 32; i += 8)
			sum += static_cast<int8_t>(a >> i) * static_cast<int8_t>(b >> i);
		return sum;
	});
}
