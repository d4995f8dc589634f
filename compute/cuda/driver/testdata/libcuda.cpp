// A libcuda.so.1 for tests on machines without a GPU: the functions of the driver
// that package driver calls, with the host's build of the kernels behind them. It
// is as strict as the driver about what the tests are after: that every call comes
// from the thread of the context, that a kernel is in the image that was loaded,
// and how much shared memory a launch may have.
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

#include <pthread.h>

#include "../../kernels/launch.h"

namespace {

constexpr int invalidValue = 1, outOfMemory = 2, notInitialized = 3, invalidContext = 201, notFound = 500, launchFailed = 719;
constexpr int allowedWithoutAsking = 48 << 10, allowedAtMost = 227 << 10;
constexpr size_t memory = 1ull << 30;

struct Function {
	std::string name;
	int shared = allowedWithoutAsking;
};

bool initialised;
pthread_t owner;
bool current;
size_t used;
std::map<void *, size_t> blocks;

int check() {
	if (!initialised)
		return notInitialized;
	return current && pthread_equal(owner, pthread_self()) ? 0 : invalidContext;
}

// inBlock tells whether bytes from p on lie in device memory.
bool inBlock(unsigned long long p, size_t bytes) {
	auto *at = reinterpret_cast<char *>(p);
	for (auto &b : blocks) {
		auto *start = static_cast<char *>(b.first);
		if (at >= start && at + bytes <= start + b.second)
			return true;
	}
	return false;
}

int copy(void *to, const void *from, size_t bytes, unsigned long long onDevice) {
	if (int e = check())
		return e;
	if (!inBlock(onDevice, bytes))
		return invalidValue;
	std::memmove(to, from, bytes);
	return 0;
}

void *at(unsigned long long p) { return reinterpret_cast<void *>(p); }

} // namespace

extern "C" {

int cuInit(unsigned) {
	initialised = true;
	return 0;
}
int cuDriverGetVersion(int *v) {
	*v = 12040;
	return 0;
}
int cuDeviceGetCount(int *n) {
	*n = 1;
	return initialised ? 0 : notInitialized;
}
int cuDeviceGet(int *d, int) {
	*d = 0;
	return initialised ? 0 : notInitialized;
}
int cuDeviceGetName(char *name, int size, int) {
	std::strncpy(name, "a processor", static_cast<size_t>(size));
	return 0;
}
int cuDeviceTotalMem_v2(size_t *bytes, int) {
	*bytes = memory;
	return 0;
}
int cuDeviceGetAttribute(int *value, int attribute, int) {
	switch (attribute) {
	case 16: // multiprocessors
		*value = 1;
		return 0;
	case 75: // compute capability
		*value = 9;
		return 0;
	case 76:
		*value = 0;
		return 0;
	case 97:
		*value = allowedAtMost;
		return 0;
	}
	return invalidValue;
}
int cuCtxCreate_v2(void **context, unsigned, int) {
	if (!initialised)
		return notInitialized;
	owner = pthread_self();
	current = true;
	*context = &owner;
	return 0;
}
int cuCtxDestroy_v2(void *) {
	int e = check();
	current = false;
	for (auto &b : blocks)
		std::free(b.first);
	blocks.clear();
	used = 0;
	return e;
}
int cuMemGetInfo_v2(size_t *left, size_t *all) {
	*left = memory - used;
	*all = memory;
	return check();
}
int cuMemAlloc_v2(unsigned long long *p, size_t bytes) {
	if (int e = check())
		return e;
	if (bytes == 0 || used + bytes > memory)
		return outOfMemory;
	void *m = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
	std::memset(m, 0xab, bytes);
	blocks[m] = bytes;
	used += bytes;
	*p = reinterpret_cast<unsigned long long>(m);
	return 0;
}
int cuMemFree_v2(unsigned long long p) {
	if (int e = check())
		return e;
	auto b = blocks.find(at(p));
	if (b == blocks.end())
		return invalidValue;
	used -= b->second;
	std::free(b->first);
	blocks.erase(b);
	return 0;
}
int cuMemHostAlloc(void **p, size_t bytes, unsigned) {
	*p = std::malloc(bytes);
	return check();
}
int cuMemFreeHost(void *p) {
	std::free(p);
	return check();
}
int cuModuleLoadData(void **module, const void *image) {
	*module = new std::string(static_cast<const char *>(image));
	return check();
}
int cuModuleGetFunction(void **function, void *module, const char *name) {
	auto &image = *static_cast<std::string *>(module);
	std::string entry = std::string(".entry ") + name + "(";
	size_t start = image.find(entry);
	if (start == std::string::npos)
		return notFound;
	// The image takes the arguments that the source says.
	int parameters = 0;
	std::string head = image.substr(start, image.find('{', start) - start);
	for (size_t i = head.find(".param"); i != std::string::npos; i = head.find(".param", i + 1))
		parameters++;
	if (parameters != shim_arity(name))
		return notFound;
	*function = new Function{name};
	return check();
}
int cuFuncSetAttribute(void *function, int attribute, int value) {
	if (attribute != 8 || value > allowedAtMost)
		return invalidValue;
	static_cast<Function *>(function)->shared = value;
	return check();
}
int cuStreamCreate(void **stream, unsigned) {
	*stream = std::malloc(1);
	return check();
}
int cuStreamDestroy_v2(void *stream) {
	std::free(stream);
	return check();
}
int cuStreamSynchronize(void *) { return check(); }
int cuEventCreate(void **event, unsigned) {
	*event = std::malloc(1);
	return check();
}
int cuEventDestroy_v2(void *event) {
	std::free(event);
	return check();
}
int cuEventRecord(void *, void *) { return check(); }
int cuEventSynchronize(void *) { return check(); }
int cuEventElapsedTime(float *ms, void *, void *) {
	*ms = 1;
	return check();
}
int cuMemcpyHtoDAsync_v2(unsigned long long to, const void *from, size_t bytes, void *) { return copy(at(to), from, bytes, to); }
int cuMemcpyDtoHAsync_v2(void *to, unsigned long long from, size_t bytes, void *) { return copy(to, at(from), bytes, from); }
int cuMemcpyDtoDAsync_v2(unsigned long long to, unsigned long long from, size_t bytes, void *) {
	return inBlock(from, bytes) ? copy(at(to), at(from), bytes, to) : invalidValue;
}
int cuMemsetD32Async(unsigned long long to, unsigned value, size_t words, void *) {
	if (!inBlock(to, 4 * words) || value != 0)
		return invalidValue;
	std::memset(at(to), 0, 4 * words);
	return check();
}
int cuLaunchKernel(void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared, void *,
                   void **parameters, void **) {
	if (int e = check())
		return e;
	auto *f = static_cast<Function *>(function);
	if (static_cast<int>(shared) > f->shared)
		return invalidValue;
	uint64_t args[64] = {};
	for (int i = 0; i < shim_arity(f->name.c_str()); i++)
		std::memcpy(&args[i], parameters[i], 8);
	const unsigned grid[3] = {gx, gy, gz}, block[3] = {bx, by, bz};
	return shim_launch(f->name.c_str(), grid, block, shared, args, 1) == SHIM_OK ? 0 : launchFailed;
}

} // extern "C"
