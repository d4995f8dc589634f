//go:build cgo

// The fibers of shim.hpp, and the table of kernels that Go launches by name.
#include "shim.hpp"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <sys/mman.h>
#include <ucontext.h>
#include <utility>
#include <vector>

#include "launch.h"

#include "trimmed.cu"
#include "utilities.cu"

namespace shim {

thread_local Thread *current;
thread_local dim3 blockIndex, blockShape, gridShape;

namespace {

constexpr size_t stackBytes = 64 << 10;
constexpr size_t guardBytes = 4096;
constexpr unsigned char unwritten = 0xcd, canary = 0xa5;
constexpr size_t canaryBytes = 4096;

// Meeting is a warp's barrier for one set of lanes.
struct Meeting {
	unsigned mask = 0, arrived = 0;
	uint64_t generation = 0;
	uint64_t bits[2][lanes]; // by the parity of the generation, so that one barrier per exchange is enough
};

struct Fiber {
	Thread thread;
	jmp_buf state;
	ucontext_t start;
	const uint64_t *waitFor = nullptr; // runnable when *waitFor is no longer waitWas
	uint64_t waitWas = 0;
	bool done = true, started = false;
};

using Invoke = void (*)(const uint64_t *);

} // namespace

struct Block {
	std::vector<std::unique_ptr<Fiber>> fibers; // kept from launch to launch
	char *stacks = nullptr;
	size_t stackCount = 0;

	unsigned count = 0, live = 0, arrived = 0;
	uint64_t generation = 0;
	std::vector<std::vector<std::unique_ptr<Meeting>>> warps;
	std::vector<unsigned char> shared;
	unsigned char *arena = nullptr;
	int direction = 1;

	Invoke kernel = nullptr;
	const uint64_t *args = nullptr;
	jmp_buf outside;

	~Block() { release(); }
	void release() {
		if (stacks)
			munmap(stacks, stackCount * (stackBytes + guardBytes));
		stacks = nullptr;
		stackCount = 0;
		fibers.clear();
	}
	bool reserve(unsigned threads);
	bool run(); // false when threads wait for each other for ever
	void next(unsigned from);
	void enter(Fiber &f);
	void wait(Fiber &f, const uint64_t &on);
	Meeting &meeting(unsigned warp, unsigned mask);
};

namespace {

// fiberMain runs the block's kernel once per block, for ever. Its arguments are
// the halves of a pointer, as makecontext only passes ints.
void fiberMain(unsigned high, unsigned low) {
	auto *f = reinterpret_cast<Fiber *>(static_cast<uintptr_t>(high) << 32 | low);
	Block *b = f->thread.block;
	for (;;) {
		b->kernel(b->args);
		f->done = true;
		b->live--;
		if (b->arrived == b->live && b->live > 0) { // whoever returned is not waited for
			b->arrived = 0;
			b->generation++;
		}
		if (_setjmp(f->state) == 0)
			b->next(f->thread.linear);
	}
}

} // namespace

bool Block::reserve(unsigned threads) {
	if (threads <= stackCount)
		return true;
	release();
	size_t size = threads * (stackBytes + guardBytes);
	void *p = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return false;
	stacks = static_cast<char *>(p);
	stackCount = threads;
	for (unsigned i = 0; i < threads; i++) {
		mprotect(stacks + i * (stackBytes + guardBytes), guardBytes, PROT_NONE);
		fibers.push_back(std::make_unique<Fiber>());
		fibers[i]->thread.block = this;
		fibers[i]->thread.linear = i;
	}
	return true;
}

void Block::enter(Fiber &f) {
	current = &f.thread;
	if (f.started)
		_longjmp(f.state, 1);
	f.started = true;
	getcontext(&f.start);
	f.start.uc_stack.ss_sp = stacks + f.thread.linear * (stackBytes + guardBytes) + guardBytes;
	f.start.uc_stack.ss_size = stackBytes;
	f.start.uc_link = nullptr;
	auto p = reinterpret_cast<uintptr_t>(&f);
	makecontext(&f.start, reinterpret_cast<void (*)()>(fiberMain), 2, static_cast<unsigned>(p >> 32), static_cast<unsigned>(p));
	setcontext(&f.start);
}

// next goes on with whoever can run, from the fiber's neighbour on, and leaves
// the block when nobody can.
void Block::next(unsigned from) {
	for (unsigned k = 1; k <= count; k++) {
		unsigned i = direction > 0 ? from + k : from + count - k;
		Fiber &f = *fibers[i >= count ? i - count : i];
		if (!f.done && (f.waitFor == nullptr || *f.waitFor != f.waitWas)) {
			f.waitFor = nullptr;
			enter(f);
		}
	}
	_longjmp(outside, 1);
}

void Block::wait(Fiber &f, const uint64_t &on) {
	f.waitFor = &on;
	f.waitWas = on;
	if (_setjmp(f.state) == 0)
		next(f.thread.linear);
}

Meeting &Block::meeting(unsigned warp, unsigned mask) {
	for (auto &m : warps[warp])
		if (m->mask == mask)
			return *m;
	warps[warp].push_back(std::make_unique<Meeting>());
	warps[warp].back()->mask = mask;
	return *warps[warp].back();
}

bool Block::run() {
	live = count;
	arrived = 0;
	for (unsigned i = 0; i < count; i++) {
		fibers[i]->done = false;
		fibers[i]->waitFor = nullptr;
	}
	for (auto &w : warps)
		w.clear();
	warps.resize(count / lanes);
	if (_setjmp(outside) == 0)
		enter(*fibers[direction > 0 ? 0 : count - 1]);
	return live == 0;
}

void syncBlock() {
	Block &b = *current->block;
	Fiber &f = *b.fibers[current->linear];
	if (++b.arrived == b.live) {
		b.arrived = 0;
		b.generation++;
		return;
	}
	b.wait(f, b.generation);
}

const uint64_t *exchange(unsigned mask, uint64_t bits) {
	Block &b = *current->block;
	Fiber &f = *b.fibers[current->linear];
	Meeting &m = b.meeting(current->linear / lanes, mask);
	uint64_t *all = m.bits[m.generation & 1];
	all[current->linear % lanes] = bits;
	m.arrived |= 1u << (current->linear % lanes);
	if (m.arrived == mask) {
		m.arrived = 0;
		m.generation++;
		return all;
	}
	b.wait(f, m.generation);
	return all;
}

void syncWarp(unsigned mask) { exchange(mask, 0); }

void *sharedMemory() { return current->block->arena; }

namespace {

// Blocks that no launch uses now; their stacks are worth keeping.
std::mutex idleLock;
std::vector<std::unique_ptr<Block>> idle;

std::unique_ptr<Block> take() {
	std::lock_guard<std::mutex> hold(idleLock);
	if (idle.empty())
		return std::make_unique<Block>();
	auto b = std::move(idle.back());
	idle.pop_back();
	return b;
}

void giveBack(std::unique_ptr<Block> b) {
	std::lock_guard<std::mutex> hold(idleLock);
	idle.push_back(std::move(b));
}

template <class... A, size_t... I> void apply(void (*f)(A...), const uint64_t *args, std::index_sequence<I...>) {
	f(fromBits<A>(args[I])...);
}
template <auto kernel, class... A> void invoke(void (*)(A...), const uint64_t *args) {
	apply(kernel, args, std::index_sequence_for<A...>());
}
template <class... A> constexpr int arity(void (*)(A...)) { return sizeof...(A); }

struct Kernel {
	const char *name;
	int arity;
	Invoke invoke;
};

#define KERNEL(name) \
	{ #name, arity(name), [](const uint64_t *args) { invoke<name>(name, args); } }

const Kernel kernels[] = {
    TRIMMED_KERNELS,
    UTILITIES_KERNELS,
};

#undef KERNEL

} // namespace
} // namespace shim

using namespace shim;

int shim_arity(const char *name) {
	for (const Kernel &k : kernels)
		if (std::strcmp(k.name, name) == 0)
			return k.arity;
	return -1;
}

size_t shim_trimmed_size(const char *name) {
	const std::pair<const char *, size_t> sizes[] = {
	    {"Work", sizeof(Work)},         {"Answer", sizeof(Answer)},   {"Tall", sizeof(Tall)},
	    {"Sampling", sizeof(Sampling)}, {"Reduced", sizeof(Reduced)}, {"Partial", sizeof(Partial)},
	};
	for (const auto &s : sizes)
		if (std::strcmp(s.first, name) == 0)
			return s.second;
	return 0;
}

int shim_launch(const char *name, const unsigned grid[3], const unsigned block[3], size_t sharedBytes, const uint64_t *args,
                int direction) {
	const Kernel *kernel = nullptr;
	for (const Kernel &k : kernels)
		if (std::strcmp(k.name, name) == 0)
			kernel = &k;
	unsigned threads = block[0] * block[1] * block[2];
	if (kernel == nullptr)
		return SHIM_NO_KERNEL;
	if (threads == 0 || threads > 1024 || threads % lanes != 0)
		return SHIM_BAD_SHAPE;
	auto b = take();
	if (!b->reserve(threads)) {
		giveBack(std::move(b));
		return SHIM_NO_MEMORY;
	}
	b->count = threads;
	b->direction = direction;
	b->kernel = kernel->invoke;
	b->args = args;
	b->shared.resize(sharedBytes + canaryBytes + 16);
	b->arena = reinterpret_cast<unsigned char *>((reinterpret_cast<uintptr_t>(b->shared.data()) + 15) & ~uintptr_t{15});
	gridShape = {grid[0], grid[1], grid[2]};
	blockShape = {block[0], block[1], block[2]};
	for (unsigned i = 0; i < threads; i++)
		b->fibers[i]->thread.index = {i % block[0], i / block[0] % block[1], i / block[0] / block[1]};

	for (unsigned z = 0; z < grid[2]; z++)
		for (unsigned y = 0; y < grid[1]; y++)
			for (unsigned x = 0; x < grid[0]; x++) {
				blockIndex = {x, y, z};
				std::memset(b->arena, unwritten, sharedBytes);
				std::memset(b->arena + sharedBytes, canary, canaryBytes);
				if (!b->run())
					return SHIM_DEADLOCK; // its fibers wait for ever: b is not used again
				for (size_t i = 0; i < canaryBytes; i++)
					if (b->arena[sharedBytes + i] != canary) {
						giveBack(std::move(b));
						return SHIM_SHARED_OVERRUN;
					}
			}
	giveBack(std::move(b));
	return SHIM_OK;
}
