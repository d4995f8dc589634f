package watcher

import (
	"math"
	"testing"
)

// A span finds a limit, stays near it, and follows it when it moves; few of its
// requests are refused.
func TestSpan(t *testing.T) {
	for _, most := range []uint64{1, 7, 2000, 100_000} {
		for _, limit := range []uint64{1, 2, 100, 1999, 1 << 40} {
			s := newSpan(most)
			want := min(most, limit)
			run := func(requests int) (refused int) {
				for range requests {
					if s.size < 1 || s.size > most {
						t.Fatalf("most %d, limit %d: asks for %d", most, limit, s.size)
					}
					if s.size > want {
						refused++
						s.refused(s.size, 0)
					} else {
						s.passed(s.size, 0)
					}
				}
				return refused
			}
			run(60)
			if s.good != want {
				t.Errorf("most %d, limit %d: found %d", most, limit, s.good)
			}
			if n := run(1000); n > 150 {
				t.Errorf("most %d, limit %d: %d of 1000 requests are refused", most, limit, n)
			}
			want = max(1, want/3)
			run(100)
			if s.good > want {
				t.Errorf("most %d, limit %d: does not shrink to %d", most, limit, want)
			}
			want = most
			run(4000)
			if s.good != most {
				t.Errorf("most %d, limit %d: grew to %d only", most, limit, s.good)
			}
		}
	}
}

// Memory is bounded by the logs and not by the blocks.
func TestSpanManyLogs(t *testing.T) {
	s := newSpan(2000)
	s.passed(2000, 400_000)
	if s.size != 50 {
		t.Errorf("asks for %d blocks of 200 logs", s.size)
	}
	s.passed(50, 0)
	if s.size <= 50 || s.size > 2000 {
		t.Errorf("asks for %d blocks after none had logs", s.size)
	}
	s.refused(s.size, 17)
	if s.size != 17 {
		t.Errorf("asks for %d blocks, 17 were offered", s.size)
	}
	s.passed(1, math.MaxUint32)
	if s.size != 1 {
		t.Errorf("asks for %d blocks, one has too many logs", s.size)
	}
}
