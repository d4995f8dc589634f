package ptx

// multiply is mma.sync. Fragments are laid out as its tables say,
// "Matrix Fragments for mma.m16n8k8" and "… for mma.m16n8k32": with g the lane
// divided by 4 and t the rest,
//
//	            A, register i                     B, register i            C and D, register i
//	m16n8k8     row g + 8·(i mod 2)               row t + 4·i              row g + 8·(i div 2)
//	.tf32       column t + 4·(i div 2)            column g                 column 2t + i mod 2
//	m16n8k32    row g + 8·(i mod 2)               row 4t + byte + 16·i     the same
//	.s8         column 4t + byte + 16·(i div 2)   column g
//
// Of a tf32 operand the lower 13 bits do not count. Its products are exact in
// float64, and are added to C one after the other from k = 0 on, each sum rounded
// to float32; the ISA leaves order and rounding to the device. Sums of bytes wrap
// around.
//
//go:norace
func (w *warp) multiply(in *instruction) {
	if in.form.dst.kind == isFloat {
		w.multiplyTF32(in)
	} else {
		w.multiplyBytes(in)
	}
}

//go:norace
func (w *warp) multiplyTF32(in *instruction) {
	var a [16][8]float32
	var b [8][8]float32
	for i := range 4 {
		r := w.row(in.vec[4+i])
		for l, v := range r {
			a[l/4+8*(i%2)][l%4+4*(i/2)] = float32Of(v &^ 0x1fff)
		}
	}
	for i := range 2 {
		r := w.row(in.vec[8+i])
		for l, v := range r {
			b[l%4+4*i][l/4] = float32Of(v &^ 0x1fff)
		}
	}
	var c [4]row
	for i := range c {
		c[i] = *w.row(in.vec[10+i])
	}
	for i := range 4 {
		d := w.row(in.vec[i])
		for l := range lanes {
			x, y := l/4+8*(i/2), l%4*2+i%2
			sum := float32Of(c[i][l])
			for k := range 8 {
				sum = float32(float64(sum) + float64(a[x][k])*float64(b[k][y]))
			}
			d[l] = result32(sum)
		}
	}
}

//go:norace
func (w *warp) multiplyBytes(in *instruction) {
	var a [16][32]int32
	var b [8][32]int32 // transposed
	for i := range 4 {
		r := w.row(in.vec[4+i])
		for l, v := range r {
			for k := range 4 {
				a[l/4+8*(i%2)][l%4*4+k+16*(i/2)] = int32(int8(v >> (8 * k)))
			}
		}
	}
	for i := range 2 {
		r := w.row(in.vec[8+i])
		for l, v := range r {
			for k := range 4 {
				b[l/4][l%4*4+k+16*i] = int32(int8(v >> (8 * k)))
			}
		}
	}
	var c [4]row
	for i := range c {
		c[i] = *w.row(in.vec[10+i])
	}
	for i := range 4 {
		d := w.row(in.vec[i])
		for l := range lanes {
			x, y := &a[l/4+8*(i/2)], &b[l%4*2+i%2]
			sum := int32(c[i][l])
			for k := range 32 {
				sum += x[k] * y[k]
			}
			d[l] = uint64(uint32(sum))
		}
	}
}
