package cuda_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"testing"

	"oracled/compute"
	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/compute/cuda"
	"oracled/compute/cuda/device"
	"oracled/compute/cuda/kernels"
)

// drawn returns a game of the first kind: ties everywhere.
func drawn(symmetric bool, rows, cols int) compute.Earnings {
	s := backendtest.LearnerShapes()[0]
	s.Symmetric = symmetric
	return s.Earnings(rand.New(rand.NewPCG(7, 9)), [2]int{rows, cols})
}

// cramped is a device on whose blocks sums have no room.
type cramped struct{ *kernels.Host }

func (d cramped) Info() device.Info {
	i := d.Host.Info()
	i.SharedPerBlock = 1072 + 7
	return i
}

// Sums that have no room in shared memory stay in the device's, by all shapes; and
// games of more actions than a block has threads are the CPU's, too.
func TestLearnersWithoutSharedMemory(t *testing.T) {
	b, err := cuda.New(func() (device.Device, error) { return cramped{&kernels.Host{}}, nil })
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var sizes [][2]int
	for k := range backendtest.LearnerShapes() {
		sizes = append(sizes, [2]int{20 + 7*k, 90 - 3*k})
	}
	backendtest.SameLearners(t, cpu.New(), b, 150, sizes...)
	backendtest.SameLearners(t, cpu.New(), onHost(t, &kernels.Host{}), 60, [2]int{1500, 700}, [2]int{5, 4300}, [2]int{4100, 3}, [2]int{513, 512}, [2]int{29_500, 20})
}

// A game that does not fit comes a line at a time, whatever room there is; where not
// even a line has room it is an error that names the memory, and the next game is
// played. Games and matrices make room for one another.
func TestLearnersInLittleMemory(t *testing.T) {
	ctx := context.Background()
	copied := 0
	b, err := cuda.New(func() (device.Device, error) { return counting{&kernels.Host{Memory: 8 << 20}, &copied}, nil })
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	load := func(e compute.Earnings) compute.Learners {
		l, err := b.LoadLearners(ctx, e)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	// 800² earnings are 5 MB: one player's fit, and both where they are the same.
	same := drawn(true, 800, 800)
	symmetric := load(same)
	want := compute.NewHistory(same, [2]int{})
	plain, err := cpu.New().LoadLearners(ctx, same)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plain.Play(ctx, want, 40); err != nil {
		t.Fatal(err)
	}
	s := backendtest.MatrixShapes()[0]
	r := rand.New(rand.NewPCG(5, 9))
	m, err := b.Load(ctx, s.Payoffs(r, 700, 700))
	if err != nil {
		t.Fatal(err)
	}
	weights, u := s.Profiles(r, 1, 700).Weights, make([]int64, 700)
	h := compute.NewHistory(same, [2]int{})
	for turn := range 4 {
		copied = 0
		if _, err := symmetric.Play(ctx, h, 10*int64(turn+1)); err != nil {
			t.Fatal(err)
		}
		if stays := copied < 8*800*800; stays != (turn%2 == 1) {
			t.Errorf("turn %d copies %d bytes", turn, copied)
		}
		if turn%2 == 1 { // two megabytes, one of profiles, and two to lay the matrix out
			if _, err := m.Multiply(ctx, u, weights); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !reflect.DeepEqual(h, want) {
		t.Error("it played otherwise than the CPU")
	}
	if err := errors.Join(symmetric.Close(), m.Close()); err != nil {
		t.Error(err)
	}
}

// With room for some lines only, in turn for a half, a quarter and so on to a single
// one for each player, all kinds of games are played the same; with less it is an
// error that names the memory, and smaller games are played behind it.
func TestLearnersInLines(t *testing.T) {
	shapes := backendtest.LearnerShapes()
	r := rand.New(rand.NewPCG(6, 9))
	for megabytes := int64(5); megabytes <= 12; megabytes++ {
		copied := 0
		b, err := cuda.New(func() (device.Device, error) {
			return counting{&kernels.Host{Memory: megabytes << 20, Backwards: megabytes%2 == 0}, &copied}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []backendtest.LearnerShape{shapes[0], shapes[2], shapes[10], shapes[len(shapes)-1]} {
			backendtest.LearnersEqual(t, b, s.Earnings(r, [2]int{900, 700}), 60, [2]int{13, 17})
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
	// A line of 140,000 is above a megabyte, so that one has room, and its history.
	backendtest.SameLearners(t, cpu.New(), onHost(t, &kernels.Host{Memory: 9 << 20}), 12, [2]int{140_000, 5})

	b := onHost(t, &kernels.Host{Memory: 4 << 20})
	backendtest.LearnersEqual(t, b, shapes[0].Earnings(r, [2]int{30, 40}), 60, [2]int{})
	e := drawn(false, 900, 700)
	l, err := b.LoadLearners(context.Background(), e)
	if err != nil {
		t.Fatal(err)
	}
	h := compute.NewHistory(e, [2]int{})
	if _, err := l.Play(context.Background(), h, 5); !errors.Is(err, device.ErrMemory) || h.Periods != 0 {
		t.Errorf("a line of each player, their places and a history in 4 MB: %v after %d periods", err, h.Periods)
	}
	backendtest.LearnersEqual(t, b, shapes[0].Earnings(r, [2]int{40, 30}), 60, [2]int{})
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

// A device that is lost in the middle is an error of that call, which changes
// nothing; the next one finds it opened again, with the game.
func TestLearnersOfALostDevice(t *testing.T) {
	ctx := context.Background()
	e := drawn(false, 40, 30)
	plain, err := cpu.New().LoadLearners(ctx, e)
	if err != nil {
		t.Fatal(err)
	}
	want := compute.NewHistory(e, [2]int{})
	if _, err := plain.Play(ctx, want, 400); err != nil {
		t.Fatal(err)
	}
	left, opened := 0, 0
	b, err := cuda.New(func() (device.Device, error) { opened++; return losing{&kernels.Host{}, &left}, nil })
	if err != nil {
		t.Fatal(err)
	}
	l, err := b.LoadLearners(ctx, e)
	if err != nil {
		t.Fatal(err)
	}
	h := compute.NewHistory(e, [2]int{})
	for _, until := range []int64{100, 250, 400} {
		left = 1
		before := *h
		if _, err := l.Play(ctx, h, until); !errors.Is(err, device.ErrLost) || h.Periods != before.Periods || h.Next != before.Next {
			t.Errorf("lost before period %d: %v, and the history is at period %d", until, err, h.Periods)
		}
		left = 0
		if _, err := l.Play(ctx, h, until); err != nil {
			t.Errorf("until period %d behind a lost device: %v", until, err)
		}
	}
	if !reflect.DeepEqual(h, want) || opened != 4 {
		t.Errorf("the device was opened %d times, and %+v was played, not %+v", opened, h, want)
	}
	if err := errors.Join(l.Close(), b.Close()); err != nil {
		t.Error(err)
	}
	if err := l.Close(); err != nil {
		t.Errorf("learners closed behind their backend: %v", err)
	}
}

// lying is a device whose kernels write something else.
type lying struct {
	*kernels.Host
	spoil func([]byte)
}

func (d lying) CopyOut(s device.Stream, to []byte, from device.Pointer) error {
	err := d.Host.CopyOut(s, to, from)
	d.spoil(to)
	return err
}

// What a device counts is looked at before it is believed.
func TestLearnersOfALyingDevice(t *testing.T) {
	e := drawn(false, 10, 12)
	for name, spoil := range map[string]func([]byte){
		"too many periods": func(b []byte) { b[0] = 200 },
		"another action":   func(b []byte) { b[8] = 10 },
		"a sum":            func(b []byte) { b[min(40+7, len(b)-1)] ^= 0x40 },
		"a count":          func(b []byte) { b[len(b)-8] += 3 },
	} {
		b, err := cuda.New(func() (device.Device, error) { return lying{&kernels.Host{}, spoil}, nil })
		if err != nil {
			t.Fatal(err)
		}
		l, err := b.LoadLearners(context.Background(), e)
		if err != nil {
			t.Fatal(err)
		}
		h := compute.NewHistory(e, [2]int{})
		if _, err := l.Play(context.Background(), h, 100); !errors.Is(err, device.ErrLost) || h.Periods != 0 {
			t.Errorf("%s: %v", name, err)
		}
		_ = b.Close()
	}
}

// What is measured is what runs: on the host the times mean nothing, but the kernel
// does its work and everything is given back.
func TestMeasurePlay(t *testing.T) {
	b := onHost(t, &kernels.Host{Memory: 8 << 20})
	if took, err := b.MeasurePlay(context.Background(), drawn(true, 60, 60), 50); err != nil || took != 1./50 { // the host says that everything takes a second
		t.Errorf("%g, %v", took, err)
	}
	for _, periods := range []int{0, 1 << 60} {
		if _, err := b.MeasurePlay(context.Background(), drawn(false, 6, 7), periods); !errors.Is(err, compute.ErrInput) {
			t.Errorf("%d periods: %v", periods, err)
		}
	}
	if _, err := b.MeasurePlay(context.Background(), drawn(false, 900, 900), 1); !errors.Is(err, device.ErrMemory) {
		t.Errorf("without room: %v", err)
	}
}
