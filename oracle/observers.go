package oracle

import (
	"fmt"
	"runtime/debug"
	"time"
)

// Observer is told what the pipeline does, and why something fails. What it does
// with that decides no answer.
//
// Every observer is told by one goroutine of its own, one notice after another:
// what the fold does in the fold's order, what becomes of one batch in its order,
// and both as they come. Between two observers there is no order. What it is told
// it may keep, and must not change.
//
// A method may take up to ObserverGrace. One that takes longer holds the pipeline
// up only when ObserverQueue notices wait, and then for ObserverPatience in all:
// after that the observer misses what there is no room for, until it has caught
// up. One that panics misses that notice. Run waits for what was told to be taken
// in, for ObserverPatience, before a snapshot is saved and before it returns.
type Observer interface {
	// Resumed tells where the fold begins. dropped, if not nil, says why not
	// where the snapshot that there was would have it.
	Resumed(h Hub, from Cursor, dropped error)
	// Snapshot tells of a state that was kept, or why it cannot be.
	Snapshot(h Hub, block uint64, bytes int, err error)
	// Folded tells of every event, when it has been folded and before what comes
	// of it; and after Resumed of the tasks that the snapshot has, as if they were
	// created now.
	Folded(h Hub, e Event)
	Declined(t Task, reason error)
	// Confirmed tells of a block when all that came of it has been told.
	Confirmed(h Hub, b BlockConfirmed)
	Verified(t Task, p Profile, rejected []Rejection, seconds float64)
	Solved(t Task, o Outcome, seconds float64)
	// Took tells how long a stage of a batch took that went well: "attest", until
	// a quorum had signed, or "post", until it was mined.
	Took(h Hub, stage string, seconds float64)
	Posted(b Batch, r Receipt)
	// Retrying reports a failure that will be tried again; nil clears it.
	Retrying(h Hub, stage string, err error)
	// Viewed tells what the fold has come to with a block after which there was no
	// newer confirmed one.
	Viewed(v View)
}

// NopObserver takes notice of nothing. An observer that embeds it has methods of
// its own for what it wants to hear.
type NopObserver struct{}

// NamedObserver is an observer with what a complaint calls it.
type NamedObserver struct {
	Name string
	Observer
}

// What an observer may cost a pipeline.
const (
	ObserverQueue    = 64                    // notices that may wait for it
	ObserverGrace    = 10 * time.Millisecond // that it may take for each, for as long as it runs
	ObserverPatience = time.Second           // beyond that, until it has caught up
)

// observers passes on what it is told to each of a list. It is an Observer whose
// methods may be called by several goroutines.
type observers []*listener

// listen starts a goroutine for each observer; close ends them. report, if not
// nil, is told of observers that panic or fall behind.
func listen(list []NamedObserver, report func(error)) observers {
	if report == nil {
		report = func(error) {}
	}
	var all observers
	for _, o := range list {
		l := &listener{
			NamedObserver: o, report: report, patience: ObserverPatience,
			notices: make(chan func(Observer), ObserverQueue), turn: make(chan struct{}, 1), done: make(chan struct{}),
		}
		all = append(all, l)
		go l.run()
	}
	return all
}

// settle waits until what was told has been taken in, for ObserverPatience.
func (all observers) settle() {
	late := time.NewTimer(ObserverPatience)
	defer late.Stop()
	for _, l := range all {
		heard := make(chan struct{})
		if !l.tell(func(Observer) { close(heard) }) {
			continue
		}
		select {
		case <-heard:
		case <-late.C:
			return
		}
	}
}

// close lets the observers take in what they were told, for ObserverPatience. One
// that takes longer is left to itself. Nothing may be told any more.
func (all observers) close() {
	for _, l := range all {
		close(l.notices)
	}
	late := time.NewTimer(ObserverPatience)
	defer late.Stop()
	for _, l := range all {
		select {
		case <-l.done:
		case <-late.C:
			l.report(fmt.Errorf("observer %s takes longer than %s for what it was told last; it is left to itself", l.Name, ObserverPatience))
			return
		}
	}
}

func (all observers) tell(notice func(Observer)) {
	for _, l := range all {
		l.tell(notice)
	}
}

// listener is one observer with the notices that wait for it.
type listener struct {
	NamedObserver
	report  func(error)
	notices chan func(Observer)
	done    chan struct{} // closed when all notices have been taken in

	// turn holds an element while somebody tells, so that nobody overtakes.
	turn     chan struct{}
	patience time.Duration // that is left
	missed   int           // notices, since patience ran out

	panics int
}

func (l *listener) run() {
	defer close(l.done)
	for notice := range l.notices {
		l.hear(notice)
	}
}

func (l *listener) hear(notice func(Observer)) {
	defer func() {
		what := recover()
		if what == nil {
			return
		}
		// Reports of one that always panics become seldom.
		if l.panics++; l.panics&(l.panics-1) == 0 {
			l.report(fmt.Errorf("observer %s panicked, %d times so far, and misses what it was told: %v\n%s", l.Name, l.panics, what, debug.Stack()))
		}
	}()
	notice(l.Observer)
}

// tell puts a notice in the queue; false: it is missed. It takes ObserverGrace at
// most, and what is left of the patience.
func (l *listener) tell(notice func(Observer)) bool {
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	if len(l.notices) == 0 {
		if l.missed > 0 {
			l.report(fmt.Errorf("observer %s has caught up; it has missed %d notices", l.Name, l.missed))
		}
		l.patience, l.missed = ObserverPatience, 0
	}
	select {
	case l.notices <- notice:
		return true
	default:
	}
	if l.patience > 0 {
		began := time.Now()
		late := time.NewTimer(ObserverGrace + l.patience)
		defer late.Stop()
		select {
		case l.notices <- notice:
			l.patience -= max(0, time.Since(began)-ObserverGrace)
			return true
		case <-late.C:
			l.patience = 0
			l.report(fmt.Errorf("observer %s is too slow: %d notices wait for it; it misses what there is no room for until it has caught up", l.Name, len(l.notices)))
		}
	}
	l.missed++
	return false
}

var (
	_ Observer = NopObserver{}
	_ Observer = observers(nil)
)

// Resumed implements Observer.
func (all observers) Resumed(h Hub, from Cursor, dropped error) {
	all.tell(func(o Observer) { o.Resumed(h, from, dropped) })
}

// Snapshot implements Observer.
func (all observers) Snapshot(h Hub, block uint64, bytes int, err error) {
	all.tell(func(o Observer) { o.Snapshot(h, block, bytes, err) })
}

// Folded implements Observer.
func (all observers) Folded(h Hub, e Event) { all.tell(func(o Observer) { o.Folded(h, e) }) }

// Declined implements Observer.
func (all observers) Declined(t Task, reason error) {
	all.tell(func(o Observer) { o.Declined(t, reason) })
}

// Confirmed implements Observer.
func (all observers) Confirmed(h Hub, b BlockConfirmed) {
	all.tell(func(o Observer) { o.Confirmed(h, b) })
}

// Verified implements Observer.
func (all observers) Verified(t Task, p Profile, rejected []Rejection, seconds float64) {
	all.tell(func(o Observer) { o.Verified(t, p, rejected, seconds) })
}

// Solved implements Observer.
func (all observers) Solved(t Task, out Outcome, seconds float64) {
	all.tell(func(o Observer) { o.Solved(t, out, seconds) })
}

// Took implements Observer.
func (all observers) Took(h Hub, stage string, seconds float64) {
	all.tell(func(o Observer) { o.Took(h, stage, seconds) })
}

// Posted implements Observer.
func (all observers) Posted(b Batch, r Receipt) { all.tell(func(o Observer) { o.Posted(b, r) }) }

// Retrying implements Observer.
func (all observers) Retrying(h Hub, stage string, err error) {
	all.tell(func(o Observer) { o.Retrying(h, stage, err) })
}

// Viewed implements Observer.
func (all observers) Viewed(v View) { all.tell(func(o Observer) { o.Viewed(v) }) }

// Resumed implements Observer.
func (NopObserver) Resumed(Hub, Cursor, error) {}

// Snapshot implements Observer.
func (NopObserver) Snapshot(Hub, uint64, int, error) {}

// Folded implements Observer.
func (NopObserver) Folded(Hub, Event) {}

// Declined implements Observer.
func (NopObserver) Declined(Task, error) {}

// Confirmed implements Observer.
func (NopObserver) Confirmed(Hub, BlockConfirmed) {}

// Verified implements Observer.
func (NopObserver) Verified(Task, Profile, []Rejection, float64) {}

// Solved implements Observer.
func (NopObserver) Solved(Task, Outcome, float64) {}

// Took implements Observer.
func (NopObserver) Took(Hub, string, float64) {}

// Posted implements Observer.
func (NopObserver) Posted(Batch, Receipt) {}

// Retrying implements Observer.
func (NopObserver) Retrying(Hub, string, error) {}

// Viewed implements Observer.
func (NopObserver) Viewed(View) {}
