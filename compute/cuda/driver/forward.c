//go:build cuda

// Stands for libcuda.so.1 when the program is linked, so that it starts on a
// machine without a driver: each function of the driver jumps to where the real
// one is once the library has been opened, and until then returns an error.
//
// gorgonia.org/cu calls cuInit when the program starts and ends it when that
// fails. Here that call succeeds and does nothing; oracled_cuda_open makes the
// real one.
#define _GNU_SOURCE
#include "forward.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

enum { NOT_INITIALIZED = 3, NOT_FOUND = 500 };

static int unopened(void) { return NOT_INITIALIZED; }
static int missing(void) { return NOT_FOUND; }

#if defined(__x86_64__)
#define JUMP(name) "\tjmp *oracled_slot_" #name "(%rip)\n"
#elif defined(__aarch64__)
#define JUMP(name)                          \
	"\tadrp x16, oracled_slot_" #name "\n"    \
	"\tldr x16, [x16, #:lo12:oracled_slot_" #name "]\n" \
	"\tbr x16\n"
#else
#error "backend cuda: no jump for this processor"
#endif

#define FORWARD(name)                                                                            \
	__attribute__((visibility("hidden"))) int (*oracled_slot_##name)(void) = unopened;             \
	__asm__(".text\n\t.globl " #name "\n\t.type " #name ", %function\n" #name ":\n" JUMP(name)     \
	        "\t.size " #name ", .-" #name "\n");
#include "functions.h"
#undef FORWARD

static const struct {
	const char *name;
	int (**slot)(void);
} functions[] = {
#define FORWARD(name) {#name, &oracled_slot_##name},
#include "functions.h"
#undef FORWARD
};

int cuInit(unsigned flags) { return flags == 0 ? 0 : NOT_INITIALIZED; }

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

int oracled_cuda_open(char *why, size_t size) {
	static int opened;
	static int result;
	pthread_mutex_lock(&lock);
	if (!opened) {
		void *library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
		int (*init)(unsigned) = library ? (int (*)(unsigned))dlsym(library, "cuInit") : NULL;
		if (init == NULL) {
			const char *said = dlerror();
			snprintf(why, size, "%s", said ? said : "it has no cuInit");
			pthread_mutex_unlock(&lock);
			return -1; // the library may be there the next time
		}
		for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
			int (*found)(void) = (int (*)(void))dlsym(library, functions[i].name);
			*functions[i].slot = found ? found : missing;
		}
		result = init(0);
		opened = 1;
	}
	int out = result;
	pthread_mutex_unlock(&lock);
	return out;
}

int oracled_cuda_pin(void **memory, size_t bytes) {
	return ((int (*)(void **, size_t, unsigned))oracled_slot_cuMemHostAlloc)(memory, bytes, 0);
}

int oracled_cuda_allow_shared(void *function, int bytes) {
	const int maxDynamicSharedSizeBytes = 8;
	return ((int (*)(void *, int, int))oracled_slot_cuFuncSetAttribute)(function, maxDynamicSharedSizeBytes, bytes);
}
