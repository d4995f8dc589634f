// Package looks has a context that ends after a number of looks at it, for tests
// of whether work that is long stops: they then need no clock.
package looks

import (
	"context"
	"sync/atomic"
)

// Context ends with context.Canceled at the n-th call of Err. Who waits for Done
// waits for ever.
type Context struct {
	context.Context
	n     int64
	looks atomic.Int64
}

// New returns a context that ends at the n-th look.
func New(n int64) *Context {
	return &Context{Context: context.Background(), n: n}
}

// Err counts a look.
func (c *Context) Err() error {
	if c.looks.Add(1) < c.n {
		return nil
	}
	return context.Canceled
}

// TooMany returns how often somebody has looked at a context that had ended
// for somebody already, negative if it has not ended.
func (c *Context) TooMany() int64 { return c.looks.Load() - c.n }
