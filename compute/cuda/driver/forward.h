/* The driver's library, opened when asked for; see forward.c. */
#pragma once

#include <stddef.h>

/* oracled_cuda_open opens the driver's library, once, and initialises it. It
   returns 0, the driver's error, or -1 with what the dynamic loader says. */
int oracled_cuda_open(char *why, size_t size);

/* What gorgonia.org/cu has no function for; they return the driver's error. */
int oracled_cuda_pin(void **memory, size_t bytes);
int oracled_cuda_allow_shared(void *function, int bytes);
