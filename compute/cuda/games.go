package cuda

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	"oracled/compute"
	"oracled/compute/cuda/device"
)

// game is what the device holds of learners: all lines of earnings, or as many as
// there is room for. Both players' may be the same.
type game struct {
	earnings [2]device.Pointer
	places   [2]device.Pointer // where a line is, by the other's action; 0 where all are there
	lines    [2]*lines         // nil where all are there
}

// lines are those of a player's earnings that the device holds where not all have
// room. What came first makes room for the next.
type lines struct {
	places []int32 // by the other's action, −1 for none
	holds  []int   // the action whose line is in a place, −1 for none
	next   int     // the place that is taken next
}

// dropGame gives back what the device holds of a game.
func (s *session) dropGame(l *learners) {
	if g, ok := s.games[l]; ok {
		s.freeGame(g)
		delete(s.games, l)
	}
}

func (s *session) freeGame(g *game) {
	for i := range 2 {
		s.pool.Put(g.earnings[i]) // nothing, the second time
		s.pool.Put(g.places[i])
	}
}

// game returns a game on the device: whole if it has room, if need be alone.
func (s *session) game(ctx context.Context, l *learners) (*game, error) {
	if g, ok := s.games[l]; ok {
		return g, nil
	}
	g, err := s.wholeGame(ctx, l)
	if errors.Is(err, device.ErrMemory) && s.evictAll() { // who is asked now goes first
		g, err = s.wholeGame(ctx, l)
	}
	if errors.Is(err, device.ErrMemory) {
		g, err = s.partOfGame(l)
	}
	if err != nil {
		return nil, err
	}
	s.games[l] = g
	return g, nil
}

// sharesEarnings tells whether both players' earnings are in the same place.
func sharesEarnings(e compute.Earnings) bool {
	return unsafe.SliceData(e.Of[0]) == unsafe.SliceData(e.Of[1]) && len(e.Of[0]) == len(e.Of[1])
}

// wholeGame copies all earnings to the device.
func (s *session) wholeGame(ctx context.Context, l *learners) (_ *game, err error) {
	g := &game{}
	defer func() {
		if err != nil {
			s.freeGame(g)
		}
	}()
	distinct := l.Of[:]
	if sharesEarnings(l.Earnings) {
		distinct = l.Of[:1]
	}
	for i, of := range distinct { // all memory first: it is what is missing, if anything is
		if g.earnings[i], err = s.pool.Get(8 * int64(len(of))); err != nil {
			return nil, fmt.Errorf("%d earnings of player %d: %w", len(of), i, err)
		}
	}
	for i, of := range distinct {
		if err := s.copyNumbers(ctx, g.earnings[i], of); err != nil {
			return nil, err
		}
	}
	if len(distinct) == 1 {
		g.earnings[1] = g.earnings[0]
	}
	return g, nil
}

// partOfGame takes memory for as many lines as there is room for, at least one of
// each player, and copies none of them yet.
func (s *session) partOfGame(l *learners) (*game, error) {
	for share := 2; ; share *= 2 {
		g, err := s.withLines(l, share)
		if err == nil || !errors.Is(err, device.ErrMemory) || share > max(l.Actions[0], l.Actions[1]) {
			return g, err
		}
	}
}

// withLines takes memory for one in so many lines.
func (s *session) withLines(l *learners, share int) (_ *game, err error) {
	g := &game{}
	defer func() {
		if err != nil {
			s.freeGame(g)
		}
	}()
	for i := range 2 {
		n := max(1, l.Actions[1-i]/share)
		if g.earnings[i], err = s.pool.Get(8 * int64(n) * int64(l.Live[i])); err != nil {
			return nil, fmt.Errorf("%d lines of player %d's earnings, of %d: %w", n, i, l.Actions[1-i], err)
		}
		if g.places[i], err = s.pool.Get(4 * int64(l.Actions[1-i])); err != nil {
			return nil, fmt.Errorf("the places of player %d's earnings: %w", i, err)
		}
		g.lines[i] = &lines{places: make([]int32, l.Actions[1-i]), holds: make([]int, n)}
		for a := range g.lines[i].places {
			g.lines[i].places[a] = -1
		}
		for k := range g.lines[i].holds {
			g.lines[i].holds[k] = -1
		}
	}
	l0, err := s.lane(0, 4*max(l.Actions[0], l.Actions[1]), 0)
	if err != nil {
		return nil, err
	}
	for i := range 2 {
		if err := s.copyPlaces(l0, g, i, 0); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// copyPlaces copies the places of a player's lines to the device, by way of a lane's
// memory from a byte on, and waits for that.
func (s *session) copyPlaces(ln *lane, g *game, i, from int) error {
	places := integersAsBytes(g.lines[i].places)
	if err := s.device.CopyIn(ln.stream, g.places[i], ln.in[from:][:copy(ln.in[from:], places)]); err != nil {
		return err
	}
	return s.device.Wait(ln.stream)
}

// fetch copies what player i earns against an action to the device, into the place
// of what came first. The lane's memory is at least a history long, and nothing is
// under way. After an error the game has to be dropped.
func (s *session) fetch(ln *lane, l *learners, g *game, i int, against int64) error {
	if against < 0 || against >= int64(l.Actions[1-i]) || g.lines[i] == nil {
		return fmt.Errorf("the device asks for player %d's earnings against action %d of %d: %w", i, against, l.Actions[1-i], device.ErrLost)
	}
	in := g.lines[i]
	if old := in.holds[in.next]; old >= 0 {
		in.places[old] = -1
	}
	in.places[against], in.holds[in.next] = int32(in.next), int(against)
	line := numbersAsBytes(l.Line(i, int(against)))
	to := g.earnings[i] + device.Pointer(in.next*len(line))
	in.next = (in.next + 1) % len(in.holds)
	if err := s.device.CopyIn(ln.stream, to, ln.in[:copy(ln.in, line)]); err != nil {
		return err
	}
	return s.copyPlaces(ln, g, i, len(line))
}

// copyNumbers copies numbers to the device, some while the ones before are on
// their way.
func (s *session) copyNumbers(ctx context.Context, to device.Pointer, from []int64) (err error) {
	const atOnce = stagedBytes / 8
	var lanes [2]*lane
	defer func() {
		for _, l := range lanes {
			if l != nil {
				err = errors.Join(err, s.device.Wait(l.stream))
			}
		}
	}()
	for turn := 0; turn*atOnce < len(from); turn++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := numbersAsBytes(from[turn*atOnce : min((turn+1)*atOnce, len(from))])
		// Behind the first, which a history may be waiting in.
		l, err := s.lane(1+turn%2, len(part), 0)
		if err != nil {
			return err
		}
		lanes[turn%2] = l
		if err := s.device.Wait(l.stream); err != nil {
			return err
		}
		copyWide(l.in, part)
		if err := s.device.CopyIn(l.stream, to+device.Pointer(8*turn*atOnce), l.in[:len(part)]); err != nil {
			return err
		}
	}
	return nil
}

// numbersAsBytes returns integers as they lie in memory.
func numbersAsBytes(v []int64) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(v))), 8*len(v))
}
