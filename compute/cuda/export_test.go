package cuda

import "context"

// Slicing says how columns are cut, for tests.
type Slicing = slicing

// NewSliced is New with another way to cut columns.
func NewSliced(open Opener, cut Slicing) (*Backend, error) {
	b, err := New(open)
	if err != nil {
		return nil, err
	}
	return b, b.thread.do(context.Background(), func(s *session) error {
		s.slicing = cut
		return nil
	})
}

// Passes is passes, for tests.
type Passes = passes

// TakePasses returns what columns have taken since it was last called.
func (b *Backend) TakePasses() (out Passes, err error) {
	err = b.thread.do(context.Background(), func(s *session) error {
		out, s.passes = s.passes, Passes{}
		return nil
	})
	return out, err
}
