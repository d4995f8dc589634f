package ptx

// Profile counts what a launch does.
type Profile struct {
	Instructions [classes]int64
}

func (p *Profile) count(in *instruction, m uint32)                          {}
func (p *Profile) memory(w *warp, in *instruction, base *row, m uint32)     {}
func (p *Profile) copies(w *warp, in *instruction, to, from *row, m uint32) {}
