// Command ptxprofile runs the committed PTX on package compute/cuda/ptx and prints
// what each kernel counts: instructions of warps, lanes that take part, conflicts in
// shared memory, and global memory against what the work needs at least.
//
//	go run ./tools/ptxprofile
//
// They are counts of an interpreter and no measurement of a device.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"text/tabwriter"

	"oracled/compute"
	"oracled/compute/backendtest"
	"oracled/compute/cuda"
	"oracled/compute/cuda/device"
	"oracled/compute/cuda/kernels"
	"oracled/compute/cuda/ptx"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "ptxprofile:", err)
		os.Exit(1)
	}
}

// counted is a launch.
type counted struct {
	kernel string
	p      ptx.Profile
}

// work is something whose launches are counted.
type work struct {
	name string
	unit string
	size float64 // units: what a kernel's counts are divided by
	// least is how many bytes a kernel has to read and to write, once each.
	read, written float64
	kernel        string // whose counts are wanted
	do            func(*cuda.Backend) error
}

func run(out io.Writer) error {
	images := &ptx.Images{}
	table := tabwriter.NewWriter(out, 0, 0, 1, ' ', 0)
	fmt.Fprintln(table, "| work\t| kernel\t| unit\t| instructions of warps a unit\t| lanes\t| turns of shared memory over the least\t| read, bytes a unit (in sectors; least)\t| written (least)\t|")
	fmt.Fprintln(table, "|---\t|---\t|---\t|---\t|---\t|---\t|---\t|---\t|")
	var classes []string
	for _, w := range works() {
		all, err := w.count(images)
		if err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
		i := slices.IndexFunc(all, func(c counted) bool { return c.kernel == w.kernel })
		if i < 0 {
			return fmt.Errorf("%s: kernel %s was not launched, but %v", w.name, w.kernel, all)
		}
		p := all[i].p
		over := "none is used"
		if p.SharedParts > 0 {
			over = fmt.Sprintf("%.0f %%", 100*float64(p.Conflicts())/float64(p.SharedParts))
		}
		read, sectors := float64(p.Read.Bytes+p.Copied.Bytes), float64(32*(p.Read.Sectors+p.Copied.Sectors))
		fmt.Fprintf(table, "| %s\t| `%s`\t| %s\t| %.3g\t| %.0f %%\t| %s\t| %.3g (%.3g; %.3g)\t| %.3g (%.3g)\t|\n", w.name, w.kernel, w.unit, float64(p.Total())/w.size,
			100*p.Efficiency(), over, read/w.size, sectors/w.size, w.read/w.size, float64(p.Written.Bytes)/w.size, w.written/w.size)
		line := fmt.Sprintf("%s: %d instructions of warps:", w.name, p.Total())
		for c, n := range p.Instructions {
			if n > 0 {
				line += fmt.Sprintf(" %s %.1f %%,", ptx.Class(c), 100*float64(n)/float64(p.Total()))
			}
		}
		classes = append(classes, line[:len(line)-1])
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, line := range classes {
		fmt.Fprintln(out, "\n"+line)
	}
	return nil
}

// count runs the work on a machine that counts.
func (w work) count(images *ptx.Images) (all []counted, err error) {
	m := &ptx.Machine{Images: images, Find: kernels.Image, Watch: func(kernel string, p ptx.Profile) { all = append(all, counted{kernel, p}) }}
	b, err := cuda.New(func() (device.Device, error) { return m, nil })
	if err != nil {
		return nil, err
	}
	return all, errors.Join(w.do(b), b.Close())
}

func works() []work {
	var out []work
	for _, c := range []struct {
		n      int
		kernel string
	}{{100, "4x32"}, {1000, "8x128"}, {4000, "16x256"}, {10_000, "40x256"}} {
		for _, equal := range []bool{true, false} {
			w := work{name: fmt.Sprintf("trimmed mean, n = %d", c.n), kernel: "trimmed_mean_" + c.kernel, unit: "anchor", size: float64(c.n * columns)}
			w.read, w.written = 16*w.size, 64*columns // anchors and answers
			if !equal {
				w.name, w.kernel = fmt.Sprintf("trimmed equilibrium, n = %d", c.n), "trimmed_equilibrium_"+c.kernel
				w.read += 2 * float64(c.n)
			}
			w.do = func(b *cuda.Backend) error {
				columns := backendtest.Draws(1, c.n, columns, c.n/5)
				if equal {
					for i := range columns.Weights {
						columns.Weights[i] = compute.Unit
					}
				}
				_, err := b.TrimmedEquilibrium(context.Background(), columns)
				return err
			}
			out = append(out, w)
		}
	}
	const profiles, rows, cols = 128, 256, 4096
	matrix := func(do func(compute.Matrix, compute.Profiles) error) func(*cuda.Backend) error {
		return func(b *cuda.Backend) error {
			r := rand.New(rand.NewPCG(1, 2))
			s := backendtest.MatrixShapes()[0]
			m, err := b.Load(context.Background(), s.Payoffs(r, rows, cols))
			if err != nil {
				return err
			}
			return errors.Join(do(m, s.Profiles(r, profiles, cols)), m.Close())
		}
	}
	const actions, periods = 4096, 64
	play := func(b *cuda.Backend) error {
		e := compute.Earnings{Actions: [2]int{actions, actions}, Live: [2]int{actions, actions}, Of: [2][]int64{make([]int64, actions*actions)}}
		r := rand.New(rand.NewPCG(1, 3))
		for i := range actions {
			for k := range i {
				e.Of[0][i*actions+k] = r.Int64N(2*compute.MaxPayoff+1) - compute.MaxPayoff
				e.Of[0][k*actions+i] = -e.Of[0][i*actions+k]
			}
		}
		e.Of[1] = e.Of[0]
		l, err := b.LoadLearners(context.Background(), e)
		if err != nil {
			return err
		}
		_, err = l.Play(context.Background(), compute.NewHistory(e, [2]int{0, 1}), periods)
		return errors.Join(err, l.Close())
	}
	best := matrix(func(m compute.Matrix, p compute.Profiles) error {
		_, err := m.BestResponses(context.Background(), p)
		return err
	})
	return append(out,
		work{"best responses, 128 profiles, 256×4096", "`mma.m16n8k8`", profiles * rows * cols / (16 * 8 * 8), 4 * (profiles + rows) * cols, 0, "utilities_search", best},
		work{"the same, candidates", "profile", profiles, 0, 12 * profiles, "utilities_settle", best},
		work{"all utilities, 128 profiles, 256×4096", "`mma.m16n8k32`", 16 * profiles * rows * cols / (16 * 8 * 32), 4 * (profiles + rows) * cols, 8 * profiles * rows, "utilities_exact",
			matrix(func(m compute.Matrix, p compute.Profiles) error {
				_, err := m.Utilities(context.Background(), p)
				return err
			})},
		work{"one strategy, 256×4096", "payoff", rows * cols, 4 * (rows + 1) * cols, 8 * rows, "utilities_multiply",
			matrix(func(m compute.Matrix, p compute.Profiles) error {
				_, err := m.Multiply(context.Background(), make([]int64, rows), p.Profile(0, cols))
				return err
			})},
		work{"fictitious play, 4096×4096", "period", periods, periods * 2 * 8 * actions, 0, "utilities_play", play},
	)
}

// columns is how many are solved of every shape: they differ a little.
const columns = 4
