// A round by itself, with all that is kept of it, which is asked for when somebody
// opens it.

import { h } from './dom.js';

// every calls f with each chain and what its pipeline did, and joins what comes.
export const every = (s, f) => s.chains.flatMap((c) => f(c, s.activity[c.name]));

const most = 24;

// newest returns the rounds that were solved last, of those for which wanted holds,
// each with its chain. Which those are follows from when they were solved; their
// order does not, so that none moves when another is solved.
export function newest(s, wanted) {
  const all = every(s, (c, a) => a.outcomes.filter(wanted).map((o) => [c, o]));
  const last = new Set(all.map(([, o]) => o).sort((x, y) => y.solved - x.solved).slice(0, most));
  return all.filter(([, o]) => last.has(o)).sort(([, x], [, y]) => x.task - y.task);
}

export const address = (c, o) => `/api/v1/chains/${encodeURIComponent(c.name)}/tasks/${o.task}/rounds/${o.round}`;

// opened has what somebody wants to see, and what came of it.
const opened = new Map();

// detail describes what can be opened: show(round) is in it, id tells it from others.
export const detail = (id, path, summary, show) => h('details', { on: { toggle: (e) => e.target.open ? load(id, path) : opened.delete(id) } },
  h('summary', {}, summary), body(id, path, show));

function load(id, path) {
  opened.set(id, { path });
  fetch(path).then(async (r) => opened.set(id, { path, ...(r.ok ? { round: await r.json() } : { error: await r.text() }) }),
    (e) => opened.set(id, { path, error: String(e) }));
}

function body(id, path, show) {
  const have = opened.get(id);
  if (!have) return null;
  if (have.path !== path) load(id, path); // a newer round
  else if (have.error) return h('p', { class: 'said' }, have.error);
  else if (have.round) return show(have.round);
  return h('p', { class: 'mute' }, 'Asking for the round.');
}
