// Package ptx runs PTX on the processor, for tests and tools: the images that a
// GPU would be given, instruction by instruction, with checks that no GPU makes.
//
// It knows the part of PTX ISA 7.8 that our images use, for targets up to sm_80.
// Whatever it does not know is an error that names the line. Warps of 32 lanes run
// in lockstep where they are together and lane by lane where they part, as from
// compute capability 7.0 on. "ISA" is the document "Parallel
// Thread Execution ISA", version 7.8, with chapters by number and instructions by the
// titles of their sections.
//
// Machine is a device.Device. See docs/adr/0035-ptx-machine.md for what is checked.
package ptx
