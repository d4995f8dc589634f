package ptx

// The instructions that are most of a kernel, for warps of which every lane takes
// part. Each does what its scalar does.

//go:norace
func add64(d, a, b, _ *row) {
	for l := range d {
		d[l] = a[l] + b[l]
	}
}

//go:norace
func add32(d, a, b, _ *row) {
	for l := range d {
		d[l] = uint64(uint32(a[l]) + uint32(b[l]))
	}
}

//go:norace
func sub64(d, a, b, _ *row) {
	for l := range d {
		d[l] = a[l] - b[l]
	}
}

//go:norace
func and64(d, a, b, _ *row) {
	for l := range d {
		d[l] = a[l] & b[l]
	}
}

//go:norace
func or64(d, a, b, _ *row) {
	for l := range d {
		d[l] = a[l] | b[l]
	}
}

//go:norace
func xor64(d, a, b, _ *row) {
	for l := range d {
		d[l] = a[l] ^ b[l]
	}
}

//go:norace
func mov64(d, a, _, _ *row) { *d = *a }

//go:norace
func shl64(d, a, b, _ *row) {
	for l := range d {
		d[l] = a[l] << min(b[l], 64)
	}
}

//go:norace
func shl32(d, a, b, _ *row) {
	for l := range d {
		d[l] = uint64(uint32(a[l] << min(b[l], 64)))
	}
}

//go:norace
func shr64(d, a, b, _ *row) {
	for l := range d {
		d[l] = a[l] >> min(b[l], 64)
	}
}

//go:norace
func mulLo64(d, a, b, _ *row) {
	for l := range d {
		d[l] = a[l] * b[l]
	}
}

//go:norace
func eq(a, b *row) (m uint32) {
	for l := range a {
		if a[l] == b[l] {
			m |= 1 << l
		}
	}
	return m
}

//go:norace
func ne(a, b *row) uint32 { return ^eq(a, b) }

//go:norace
func ltU(a, b *row) (m uint32) {
	for l := range a {
		if a[l] < b[l] {
			m |= 1 << l
		}
	}
	return m
}

//go:norace
func ltS64(a, b *row) (m uint32) {
	for l := range a {
		if int64(a[l]) < int64(b[l]) {
			m |= 1 << l
		}
	}
	return m
}

//go:norace
func ltS32(a, b *row) (m uint32) {
	for l := range a {
		if int32(a[l]) < int32(b[l]) {
			m |= 1 << l
		}
	}
	return m
}

// denseCompare returns the comparison for whole warps; nil where there is none.
func denseCompare(op string, t typ) func(a, b *row) uint32 {
	var less func(a, b *row) uint32
	switch {
	case t.kind == isUnsigned:
		less = ltU
	case t == typ{isSigned, 64}:
		less = ltS64
	case t == typ{isSigned, 32}:
		less = ltS32
	}
	switch {
	case op == "eq" && t.kind != isFloat:
		return eq
	case op == "ne" && t.kind != isFloat:
		return ne
	case less == nil:
		return nil
	}
	switch op {
	case "lt":
		return less
	case "ge":
		return func(a, b *row) uint32 { return ^less(a, b) }
	case "gt":
		return func(a, b *row) uint32 { return less(b, a) }
	case "le":
		return func(a, b *row) uint32 { return ^less(b, a) }
	}
	return nil
}
