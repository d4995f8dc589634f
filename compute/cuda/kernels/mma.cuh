// Products of small matrices by a warp, on tensor cores: mma.sync of PTX (ISA 7.0,
// "Matrix fragments for mma.m16n8k8" and "… for mma.m16n8k32"). On the host a warp
// computes the same from the registers of all lanes.
//
// Lane l, with g = l / 4 and t = l % 4, holds of the 16×8 sums (g, 2t), (g, 2t+1),
// (g+8, 2t), (g+8, 2t+1). Of the operands it holds lines g and g+8 of the left and
// line g of the right one, which is transposed, at places t and t+4 along the
// lines; as a sum over places does not depend on their order, callers give lane t
// any places as long as they are the same ones of both operands.
#pragma once

#ifdef __CUDACC__
#include <cstdint>
#include <cuda_pipeline.h>
#else
#include "tensor.hpp"
#endif

#ifdef __CUDACC__

static __device__ __forceinline__ float tf32(float v) {
	uint32_t bits;
	asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(v));
	return __uint_as_float(bits);
}

// multiplyTF32 adds the product of 16×8 and 8×8 numbers of 11 significant bits:
// left is places t of lines g and g+8, then places t+4; right places t and t+4.
// The sums are rounded, in an order and a way that is the device's.
static __device__ __forceinline__ void multiplyTF32(float (&sums)[4], const float (&left)[4], const float (&right)[2]) {
	asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
	    : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
	    : "r"(__float_as_uint(left[0])), "r"(__float_as_uint(left[1])), "r"(__float_as_uint(left[2])), "r"(__float_as_uint(left[3])),
	      "r"(__float_as_uint(right[0])), "r"(__float_as_uint(right[1])));
}

// multiplyBytes is the same of 16×32 and 32×8 signed bytes, four places to a word,
// and exact as long as the sums fit.
static __device__ __forceinline__ void multiplyBytes(int (&sums)[4], const unsigned (&left)[4], const unsigned (&right)[2]) {
	asm("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
	    : "+r"(sums[0]), "+r"(sums[1]), "+r"(sums[2]), "+r"(sums[3])
	    : "r"(left[0]), "r"(left[1]), "r"(left[2]), "r"(left[3]), "r"(right[0]), "r"(right[1]));
}

#endif
