package ptx

import (
	"errors"
	"strings"
	"testing"
)

// What is not known or not right is an error that names the line, never a guess.
func TestMalformed(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"version":                  {".version 7.8", ".version 8.1", "line 1: PTX version"},
		"target":                   {"sm_80", "sm_90a", "line 2: target"},
		"addresses":                {".address_size 64", ".address_size 32", "line 3: only addresses of 64 bits"},
		"directive":                {".visible", ".section", "line 5: directive"},
		"directive in a function":  {"ret;", ".loc 1 2 3;\nret;", "directive \".loc\""},
		"linkage twice":            {".visible", ".visible .visible", "behind another linkage"},
		"opcode":                   {"ret;", "nop.now;", "line 15: instruction \"nop.now\" is not known"},
		"opcode alone":             {"ret;", "ld;\nret;", "instruction \"ld\" is not known"},
		"modifier":                 {"mul.wide.u32", "mul.wide.sat.u32", "instruction \"mul.wide.sat.u32\""},
		"rounding":                 {"ret;", "add.rz.f32 %f1, %f1, %f2;\nret;", "instruction \"add.rz.f32\""},
		"flushing":                 {"ret;", "add.ftz.f32 %f1, %f1, %f2;\nret;", "instruction"},
		"type":                     {".reg .b16", ".reg .b128", "where a type is expected"},
		"comparison":               {"ret;", "setp.lo.s32 %p1, %r1, %r2;\nret;", "instruction"},
		"type of a comparison":     {"ret;", "setp.lt.b32 %p1, %r1, %r2;\nret;", "instruction"},
		"register":                 {"ret;", "mov.u32 %r77, 0;\nret;", "register %r77 is not declared"},
		"register with zeros":      {"ret;", "mov.u32 %r01, 0;\nret;", "register %r01 is not declared"},
		"width":                    {"ret;", "add.s32 %r1, %rd1, 1;\nret;", "%rd1, of 64 bits"},
		"kind":                     {"ret;", "add.s32 %r1, %f1, 1;\nret;", "of another kind"},
		"predicate":                {"ret;", "@%r1 ret;\nret;", "a predicate is expected"},
		"number too wide":          {"ret;", "add.s32 %r1, %r2, 4294967296;\nret;", "does not fit 32 bits"},
		"number far too wide":      {"ret;", "add.s64 %rd1, %rd2, 99999999999999999999;\nret;", "is no number of 64 bits"},
		"operands":                 {"ret;", "add.s32 %r1, %r2;\nret;", "has 2 operands here and takes 3"},
		"no semicolon":             {"ret;", "ret\n", "\"}\""},
		"store to a number":        {"ret;", "ld.global.u32 5, [%rd1];\nret;", "a result goes to a register"},
		"address":                  {"ret;", "ld.global.u32 %r1, [%f1];\nret;", "is no address in global memory"},
		"address of 32 bits":       {"ret;", "ld.global.u32 %r1, [%r2];\nret;", "is no address in global memory"},
		"no address":               {"ret;", "ld.global.u32 %r1, %rd2;\nret;", "takes an address"},
		"vector":                   {"ret;", "ld.global.v2.u32 {%r1, %r2, %r3}, [%rd1];\nret;", "takes 2 registers"},
		"vector too wide":          {"ret;", "ld.global.v4.u64 {%rd1, %rd2, %rd3, %rd4}, [%rd1];\nret;", "instruction"},
		"parameter":                {"ret;", "ld.param.u64 %rd1, [nobody];\nret;", "parameters are addressed by name"},
		"parameter out of bounds":  {"ret;", "ld.param.u64 %rd1, [a+8];\nret;", "are not in a, of 8"},
		"parameter misaligned":     {"ret;", "ld.param.u32 %r1, [a+2];\nret;", "not aligned"},
		"label":                    {"ret;", "bra NOWHERE;\nret;", "line 15: there is no label NOWHERE"},
		"label twice":              {"ret;", "L:\nL: ret;", "stands twice"},
		"label at the end":         {"ret;", "bra L;\nret;\nL:", "has no instruction behind it"},
		"function":                 {"ret;", "call nobody;\nret;", "there is no function nobody"},
		"no end":                   {"ret;\n}", "mov.u32 %r1, 0;\n}", "runs over its end"},
		"no brace":                 {"ret;\n}", "ret;\n", "has no end"},
		"kernel twice":             {"ret;\n}", "ret;\n}\n.entry k(.param .u64 out, .param .u64 a, .param .u64 b, .param .u64 c) { ret; }", "is defined twice"},
		"a kernel that returns":    {".entry k(", ".entry (.param .b32 x) k(", "a kernel returns nothing"},
		"declared and not defined": {".visible", ".func nobody;\n.visible", "is declared and not defined"},
		"declared in another way":  {".visible", ".func other(.param .b32 x);\n.func other(.param .b64 x) { ret; }\n.visible", "is declared in another way"},
		"parameters that differ":   {".visible", ".func other(.param .b32 x) { ret; }\n.func more() { .param .b64 y; call other, (y); ret; }\n.visible", "the parameters are not those of other"},
		"recursion":                {".visible", ".func other;\n.func other { call other; ret; }\n.visible", "calls itself"},
		"carry from nowhere":       {"ret;", "addc.s32 %r1, %r2, %r3;\nret;", "takes a carry that nothing above it sets"},
		"carry over a label":       {"ret;", "add.cc.s32 %r1, %r2, %r3;\nL: addc.s32 %r1, %r2, %r3;\nret;", "takes a carry"},
		"carry over a branch":      {"ret;", "add.cc.s32 %r1, %r2, %r3;\n@%p9 bra L;\naddc.s32 %r1, %r2, %r3;\nL: ret;", "takes a carry"},
		"size of a copy":           {"ret;", "cp.async.cg.shared.global [%r1], [%rd1], 8;\nret;", "is known for 16 bytes"},
		"another copy":             {"ret;", "cp.async.ca.shared.global [%r1], [%rd1], 8;\nret;", "instruction"},
		"barrier with a count":     {"ret;", "bar.sync 0, 64;\nret;", "has 2 operands here and takes 1"},
		"barrier 16":               {"ret;", "bar.sync 16;\nret;", "takes a number up to 15"},
		"product of other shapes":  {"ret;", "mma.sync.aligned.m16n8k16.row.col.s32.s8.s8.s32 {%r1}, {%r1}, {%r1}, {%r1};\nret;", "instruction"},
		"fragment":                 {"ret;", "mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%r1, %r2, %r3, %r4}, {%r1, %r2}, {%r1, %r2}, {%r1, %r2, %r3, %r4};\nret;", "4 registers between braces"},
		"registers of 8 bits":      {".reg .b16", ".reg .b8", "registers of 8 bits"},
		"too many registers":       {"%r<20>", "%r<200000>", "up to 131072"},
		"shared memory behind":     {"ret;\n}", "ret;\n}\n.shared .b8 late[16];", "behind the first function"},
		"a character":              {"ret;", "re`t;", "a character '`'"},
		"a string without an end":  {"ret;", ".pragma \"nounroll\n;", "a string without an end"},
		"pragma":                   {"ret;", ".pragma \"fast\";\nret;", "pragma \"fast\" is not known"},
		"comment without an end":   {"ret;", "/* ret;", "a comment without an end"},
		"alignment":                {".align 16", ".align 12", "is no power of two"},
		"nothing":                  {"", "", "\"\" where \".version\" is expected"},
	} {
		t.Run(name, func(t *testing.T) {
			text := program("")
			if c.old == "" {
				text = ""
			} else if !strings.Contains(text, c.old) {
				t.Fatalf("the program has no %q", c.old)
			}
			_, err := Parse(strings.Replace(text, c.old, c.new, 1))
			var syntax *SyntaxError
			if err == nil || !errors.As(err, &syntax) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	if _, err := Parse(program("")); err != nil {
		t.Fatal(err)
	}
}

// Whatever is read, it is an error or an image, and an image can be run.
func FuzzParse(f *testing.F) {
	f.Add(program(""))
	f.Add(program("@%p9 bra L; bar.sync 0; L: add.cc.s64 %rd9, %rd1, %rd2; addc.s64 %rd9, %rd3, -1;"))
	f.Add(program("shfl.sync.idx.b32 %r9|%p1, %r1, 0, 31, -1; vote.sync.ballot.b32 %r9, %p9, -1; st.shared.v2.u32 [arena+8], {%r1, 5};"))
	f.Add(program("{ .local .b8 m[8]; mov.u64 %rd4, m; st.local.u8 [%rd4], %rs1; } mov.b64 {%r1, %r9}, %rd1; cp.async.cg.shared.global [%r1], [%rd1], 16;"))
	for _, unit := range []string{"trimmed.ptx", "utilities.ptx"} {
		text := image(f, unit)
		for i := 0; i+4000 < len(text); i += len(text) / 16 {
			f.Add(header + text[i:i+4000])
		}
		f.Add(text[:min(len(text), 12_000)])
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := Parse(text)
		if err != nil {
			var syntax *SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("%v names no line", err)
			}
			return
		}
		machine := &Machine{Limit: 2000, Memory: 1 << 20}
		for name, fn := range m.functions {
			if !fn.entry || fn.need.paramBytes > 1<<16 || fn.need.localBytes > 1<<14 || fn.need.rows > 1<<12 || m.staticEnd > 1<<16 {
				continue
			}
			k, err := machine.Load(text, name)
			if err != nil {
				t.Fatal(err)
			}
			_ = machine.Launch(0, k[0], gridOf(64, 64), make([]uint64, len(fn.params))...)
		}
	})
}
