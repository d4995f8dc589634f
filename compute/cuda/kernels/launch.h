/* How Go launches a kernel on the host; see shim.hpp. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
	SHIM_OK = 0,
	SHIM_NO_KERNEL,      /* no kernel has that name */
	SHIM_BAD_SHAPE,      /* a block is 32 to 1024 threads, a multiple of 32 */
	SHIM_NO_MEMORY,      /* no memory for the fibers' stacks */
	SHIM_DEADLOCK,       /* threads of a block wait at different barriers */
	SHIM_SHARED_OVERRUN, /* a write behind the shared memory of the launch */
};

/* shim_arity returns how many arguments a kernel takes, -1 if there is none. */
int shim_arity(const char *name);

/* shim_trimmed_size returns how large a struct of the trimmed kernels is, 0 if
   there is none of that name. */
size_t shim_trimmed_size(const char *name);

/* shim_launch runs the grid to its end. Every argument takes 8 bytes, of which
   the kernel reads the first; fibers take turns forwards (1) or backwards (-1). */
int shim_launch(const char *name, const unsigned grid[3], const unsigned block[3], size_t shared_bytes, const uint64_t *args,
                int direction);

#ifdef __cplusplus
}
#endif
