package cuda_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"oracled/compute"
	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/compute/cuda"
	"oracled/compute/cuda/device"
	"oracled/compute/cuda/kernels"
	"oracled/compute/cuda/ptx"
)

// mutation changes one instruction into another that a compiler may have written.
type mutation struct {
	name string
	find *regexp.Regexp
	to   string
}

func mutations() []mutation {
	m := func(name, find, to string) mutation {
		return mutation{name, regexp.MustCompile(`^(\s*(?:@!?%p\d+\s+)?)` + find), to}
	}
	return []mutation{
		m("add for sub", `add\.([su]\d+)`, "${1}sub.$2"),
		m("sub for add", `sub\.([su]\d+)`, "${1}add.$2"),
		m("carry", `(sub|add)c\.cc\.s64(.*)$`, "${1}mov.b64 %cc, 0; add.cc.s64 %cc, %cc, 0; ${2}c.cc.s64$3"),
		m("lt for ge", `setp\.lt\.`, "${1}setp.ge."),
		m("le for lt", `setp\.lt\.`, "${1}setp.le."),
		m("gt for ge", `setp\.ge\.`, "${1}setp.gt."),
		m("ne for eq", `setp\.eq\.`, "${1}setp.ne."),
		m("and for or", `or\.(b|pred)`, "${1}and.$2"),
		m("or for and", `and\.(b|pred)`, "${1}or.$2"),
		m("min for max", `max\.`, "${1}min."),
		m("selp the other way", `(selp\.\w+\s+\S+) ([^,]+), ([^,]+),`, "${1}$2 $4, $3,"),
		m("shift by more", `(sh[lr]\.\w+\s+\S+ \S+) (\d+);`, "${1}$2 1$3;"),
		m("shift by none", `(sh[lr]\.\w+\s+\S+ \S+) (\d+);`, "${1}$2 0;"),
		m("another lane", `(shfl\.sync\.\w+\.b32\s+\S+ \S+) (%r\d+),`, "${1}$2 7,"),
		m("offset", `((?:ld|st)\.(?:shared|global)\.\w*\.?\w+\s.*\+)(\d+)\]`, "${1}${2}0]"),
		m("no barrier", `bar\.(sync\s+0|warp\.sync\s+-1);`, "${1}mov.b64 %cc, 0;"),
		m("no wait", `cp\.async\.wait_group\s+\d+;`, "${1}mov.b64 %cc, 0;"),
		m("fragments", `(mma\S+ \{[^}]*\}, )\{(%r\d+), (%r\d+), (%r\d+), (%r\d+)\}`, "${1}$2{$3, $5, $4, $6}"),
		m("sums", `(mma\S+) \{(%\w+), (%\w+), (%\w+), (%\w+)\}`, "${1}$2 {$3, $5, $4, $6}"),
		m("upper half", `mul\.lo\.`, "${1}mul.hi."),
	}
}

// slim returns an image whose kernels do nothing but for those to be kept.
func slim(image string, keep ...string) string {
	return entry.ReplaceAllStringFunc(image, func(text string) string {
		head, _, _ := strings.Cut(text, "\n{\n")
		name := strings.TrimPrefix(head[:strings.Index(head, "(")], ".visible .entry ")
		if slices.Contains(keep, name) {
			return text
		}
		return head + "\n{\nret;\n}\n"
	})
}

var entry = regexp.MustCompile(`(?ms)^\.visible \.entry .*?^\}\n`)

// job is a part of the backend, and a kernel image with nothing else.
type job struct {
	unit string
	keep []string
	run  func(*cuda.Backend) error
}

func jobs() []job {
	return []job{
		{"trimmed", []string{"trimmed_mean_4x32", "trimmed_equilibrium_4x32"}, func(b *cuda.Backend) error {
			for i, s := range backendtest.Shapes() {
				r := rand.New(rand.NewPCG(uint64(i), 2))
				for _, n := range []int{1, 2, 7, 40 + i, 128} {
					c := s.Draw(r, n, 2)
					want, err := cpu.New().TrimmedEquilibrium(context.Background(), c)
					if err != nil {
						return err
					}
					got, err := b.TrimmedEquilibrium(context.Background(), c)
					if err != nil {
						return err
					}
					if !slices.Equal(got.Values, want.Values) || !slices.Equal(got.Low, want.Low) || !slices.Equal(got.High, want.High) {
						return errDiffers
					}
				}
			}
			return nil
		}},
		{"utilities", []string{"utilities_lay", "utilities_multiply", "utilities_most", "utilities_search", "utilities_settle", "utilities_exact"}, func(b *cuda.Backend) error {
			for i, size := range [][3]int{{150, 70, 9}, {33, 31, 5}, {64, 64, 130}, {128, 48, 128}} {
				if err := sameMatrix(b, backendtest.MatrixShapes()[[]int{0, 12, 6, 2}[i]], size); err != nil {
					return err
				}
			}
			return nil
		}},
	}
}

var errDiffers = errors.New("the answers differ")

func sameMatrix(b *cuda.Backend, s backendtest.MatrixShape, size [3]int) error {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(71, 73))
	p, q := s.Payoffs(r, size[0], size[1]), s.Profiles(r, size[2], size[1])
	var said [2]string
	for i, on := range []compute.Backend{cpu.New(), b} {
		m, err := on.Load(ctx, p)
		if err != nil {
			return err
		}
		all, err := m.Utilities(ctx, q)
		if err != nil {
			return errors.Join(err, m.Close())
		}
		best, err := m.BestResponses(ctx, q)
		if err != nil {
			return errors.Join(err, m.Close())
		}
		u := make([]int64, size[0])
		at, err := m.Multiply(ctx, u, q.Profile(0, size[1]))
		if err := errors.Join(err, m.Close()); err != nil {
			return err
		}
		said[i] = fmt.Sprint(all, best, u, at)
	}
	if said[0] != said[1] {
		return errDiffers
	}
	return nil
}

// try runs a job on an image and returns what is wrong, and which lines were run.
func try(j job, image string, others map[string]string, lines map[int]bool) error {
	m := &ptx.Machine{Limit: 3e6, Images: &ptx.Images{}, Schedule: ptx.Schedule{Seed: 5, Quantum: 200}}
	m.Find = func(kernel string) (string, error) {
		if strings.HasPrefix(kernel, j.unit) {
			return image, nil
		}
		return others[j.unit], nil
	}
	if lines != nil {
		m.Watch = func(_ string, p ptx.Profile) {
			for line := range p.Lines {
				lines[line] = true
			}
		}
	}
	b, err := cuda.New(func() (device.Device, error) { return m, nil })
	if err != nil {
		return err
	}
	err = j.run(b)
	if errClose := b.Close(); err == nil {
		err = errClose
	}
	return err
}

// Images with one wrong instruction, among those that are executed, are found out:
// by another answer, or by what the machine checks. Some changes show in no answer,
// as of where a search begins.
//
// ORACLED_PTX_MUTANTS says how many of each image are tried.
func TestPTXMutants(t *testing.T) {
	t.Parallel()
	count := repeat(t, "ORACLED_PTX_MUTANTS", 25)
	others := map[string]string{}
	for unit, kernel := range map[string]string{"utilities": "trimmed_mean_4x32", "trimmed": "utilities_most"} {
		text, err := kernels.Image(kernel)
		if err != nil {
			t.Fatal(err)
		}
		others[unit] = slim(text)
	}
	for _, j := range jobs() {
		t.Run(j.unit, func(t *testing.T) {
			text, err := kernels.Image(j.keep[0])
			if err != nil {
				t.Fatal(err)
			}
			text = slim(text, j.keep...)
			executed := map[int]bool{}
			if err := try(j, text, others, executed); err != nil {
				t.Fatalf("without a change: %v", err)
			}
			lines := strings.Split(text, "\n")
			type mutant struct {
				line int
				m    mutation
			}
			var all []mutant
			for i, line := range lines {
				for _, m := range mutations() {
					if executed[i+1] && m.find.MatchString(line) {
						all = append(all, mutant{i, m})
					}
				}
			}
			r := rand.New(rand.NewPCG(79, 83))
			r.Shuffle(len(all), func(a, b int) { all[a], all[b] = all[b], all[a] })
			tried, found, checks := 0, 0, 0
			for _, u := range all[:min(count, len(all))] {
				changed := slices.Clone(lines)
				changed[u.line] = u.m.find.ReplaceAllString(lines[u.line], u.m.to)
				body := strings.ReplaceAll(strings.Join(changed, "\n"), "\n{\n\t.reg", "\n{\n.reg .b64 %cc;\t.reg")
				tried++
				err := try(j, body, others, nil)
				switch {
				case errors.Is(err, device.ErrImage):
					t.Fatalf("%s in line %d is no image: %v", u.m.name, u.line+1, err)
				case err == nil:
					t.Logf("%s in line %d shows in nothing: %s", u.m.name, u.line+1, strings.TrimSpace(lines[u.line]))
					continue
				case !errors.Is(err, errDiffers):
					checks++
				}
				found++
			}
			t.Logf("%d of %d changes of %d were found out, %d of them by a check of the machine", found, tried, len(all), checks)
			if found*3 < tried {
				t.Errorf("only %d of %d changes were found out", found, tried)
			}
		})
	}
}
