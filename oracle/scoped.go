package oracle

// What a pipeline does for tasks in a scope: their rounds do not become outcomes
// here, but wait for those of the other chains.

// serve tells whether a task is served, and takes up one in a scope.
func (p *Pipeline) serve(state *State, t Task) error {
	if err := p.serves(t); err != nil || t.Scope == nil {
		return err
	}
	if !state.Serve(t) {
		return ErrRepeatedScope
	}
	p.Scopes.Serve(t, 0)
	return nil
}

// hold hands a closed round over.
func (p *Pipeline) hold(state *State, part Part) {
	if state.Hold(part) {
		p.Scopes.Closed(part)
	}
}

func (p *Pipeline) tellPosted(state *State, accepted []PostedOutcome) {
	for _, o := range accepted {
		if k := state.scoped[TaskIDFromIndex(o.Index)]; k != nil {
			p.Scopes.Posted(k.task, o)
		}
	}
}

// takeScoped takes the outcomes that this chain is to be told.
func (p *Pipeline) takeScoped(state *State) {
	if p.Scopes == nil {
		return
	}
	for _, o := range p.Scopes.Outcomes(p.Hub) {
		if state.Solved(o.Task, o.Outcome) {
			p.Batcher.Add(o.Task, o.Outcome)
		}
	}
}

// restoreScoped hands over what a snapshot kept for the other chains.
func (p *Pipeline) restoreScoped(state *State) {
	if p.Scopes == nil {
		return
	}
	for _, k := range state.scopedInOrder() {
		p.Scopes.Serve(k.task, k.floor)
		for _, part := range k.held {
			p.Scopes.Closed(part)
		}
		for o := range k.each() {
			p.Scopes.Posted(k.task, o)
		}
	}
}

// cancelScoped drops a task. Another one of its scope may be the scope's now.
func (p *Pipeline) cancelScoped(state *State, id TaskID) {
	if p.Scopes == nil {
		return
	}
	p.Scopes.Cancelled(p.Hub, id)
	for _, t := range state.Book().Tasks() {
		if t.Scope != nil && state.scoped[t.ID] == nil {
			_ = p.serve(state, t) // why not was said when it was created
		}
	}
}

// confirmScoped tells how far the chain is.
func (p *Pipeline) confirmScoped(state *State, b BlockConfirmed) {
	if p.Scopes == nil {
		return
	}
	for _, id := range state.ForgetScoped() {
		p.Scopes.Cancelled(p.Hub, id)
	}
	p.Scopes.Confirmed(p.Hub, b.Time, b.Live)
	for id, k := range state.scoped {
		state.Everywhere(id, p.Scopes.Everywhere(k.task))
	}
}
