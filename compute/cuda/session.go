package cuda

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"oracled/compute/cuda/device"
)

// Opener opens a device on the thread that calls it.
type Opener func() (device.Device, error)

// thread owns the operating-system thread that a device's context belongs to,
// and everything that lives in that context.
type thread struct {
	open Opener
	jobs chan job
	once sync.Once
	quit chan struct{}
	done chan struct{}
	err  error // of closing; read after done
}

type job struct {
	ctx    context.Context
	do     func(*session) error
	result chan error
	idle   bool // there is nothing to do where no device is open
}

var errClosed = errors.New("the backend is closed")

func newThread(open Opener) *thread {
	t := &thread{open: open, jobs: make(chan job), quit: make(chan struct{}), done: make(chan struct{})}
	go t.run()
	return t
}

// close ends the thread after the job that it is at.
func (t *thread) close() error {
	t.once.Do(func() { close(t.quit) })
	<-t.done
	return t.err
}

// do runs one job at a time on the thread, with a device that is open. Jobs look
// at ctx themselves. An error other than ErrMemory or ctx's closes the device;
// the next job finds it opened again, or fails.
func (t *thread) do(ctx context.Context, work func(*session) error) error {
	return t.put(ctx, job{ctx: ctx, do: work, result: make(chan error, 1)})
}

// release runs a job that gives something back, unless that is gone with the
// device.
func (t *thread) release(work func(*session)) {
	_ = t.put(context.Background(), job{ctx: context.Background(), idle: true, result: make(chan error, 1), do: func(s *session) error {
		work(s)
		return nil
	}}) // the only error is that the thread has ended
}

func (t *thread) put(ctx context.Context, j job) error {
	select {
	case t.jobs <- j:
		return <-j.result
	case <-ctx.Done():
		return ctx.Err()
	case <-t.quit:
		return errClosed
	}
}

func (t *thread) run() {
	// Never unlocked: the thread ends with the goroutine, whatever the driver
	// has left on it.
	runtime.LockOSThread()
	defer close(t.done)
	var s *session
	defer func() {
		if s != nil {
			t.err = s.close()
		}
	}()
	for {
		select {
		case <-t.quit:
			return
		case j := <-t.jobs:
			var err error
			if s == nil && !j.idle {
				s, err = newSession(t.open)
			}
			if err == nil && s != nil {
				err = j.do(s)
			}
			if err != nil && s != nil && !recoverable(err) {
				err = errors.Join(err, s.close())
				s = nil
			}
			j.result <- err
		}
	}
}

// recoverable tells whether a device is as good as before after an error.
func recoverable(err error) bool {
	return errors.Is(err, device.ErrMemory) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, errInput)
}

// errInput marks errors that are the caller's, not the device's.
var errInput = errors.New("input")

// session is a device with what is kept in its context between jobs. It belongs
// to the thread.
type session struct {
	device  device.Device
	info    device.Info
	pool    *device.Pool
	kernels map[string]device.Kernel
	slicing slicing
	passes  passes
	lanes   []*lane

	resident map[*matrix]operand // payoffs that stay on the device
	games    map[*learners]*game // and earnings
}

func newSession(open Opener) (*session, error) {
	d, err := open()
	if err != nil {
		return nil, err
	}
	s := &session{
		device: d, info: d.Info(), pool: device.NewPool(d), kernels: map[string]device.Kernel{}, slicing: slicingFor(d.Info()),
		resident: map[*matrix]operand{}, games: map[*learners]*game{},
	}
	if err := s.load(); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// load reads every image.
func (s *session) load() error {
	for _, m := range images {
		image, err := readImage(m.file)
		if err != nil {
			return err
		}
		loaded, err := s.device.Load(image, m.kernels...)
		if err != nil {
			return fmt.Errorf("load %s: %w", m.file, err)
		}
		for i, name := range m.kernels {
			s.kernels[name] = loaded[i]
		}
	}
	return nil
}

func (s *session) close() error {
	var errs []error
	for _, l := range s.lanes {
		errs = append(errs, l.close(s.device))
	}
	s.lanes = nil
	s.evictAll()
	errs = append(errs, s.pool.Trim(), s.device.Close())
	return errors.Join(errs...)
}

// lane is a stream with the pinned memory that its copies run from and to.
type lane struct {
	stream  device.Stream
	in, out []byte
}

// lane returns the i-th lane with at least so much pinned memory.
func (s *session) lane(i, in, out int) (*lane, error) {
	for len(s.lanes) <= i {
		stream, err := s.device.NewStream()
		if err != nil {
			return nil, err
		}
		s.lanes = append(s.lanes, &lane{stream: stream})
	}
	l := s.lanes[i]
	for _, b := range []struct {
		have *[]byte
		want int
	}{{&l.in, in}, {&l.out, out}} {
		if len(*b.have) >= b.want {
			continue
		}
		if len(*b.have) > 0 {
			old := *b.have
			*b.have = nil
			if err := s.device.Unpin(old); err != nil {
				return nil, err
			}
		}
		fresh, err := s.device.Pin(b.want)
		if err != nil {
			return nil, err
		}
		*b.have = fresh
	}
	return l, nil
}

func (l *lane) close(d device.Device) error {
	var errs []error
	for _, b := range [][]byte{l.in, l.out} {
		if len(b) > 0 {
			errs = append(errs, d.Unpin(b))
		}
	}
	return errors.Join(append(errs, d.CloseStream(l.stream))...)
}
