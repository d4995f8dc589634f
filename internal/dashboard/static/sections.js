// What the sections of the page show of a state, /api/v1/state. Each takes the whole
// state and returns descriptions of elements.

import { bytes, count, empty, ether, facts, gwei, h, hex, number, percent, pill, plural, span, strange, table } from './dom.js';
import { address, detail, every, newest } from './detail.js';
import { scopes } from './scopes.js';
import { trees } from './trees.js';

const kinds = { live: 'good', halted: 'bad', connecting: 'warn', 'catching up': 'warn' };

function chains(s) {
  if (!s.chains.length) return empty('No chain is configured.');
  return h('div', { class: 'cards' }, s.chains.map((c) => chain(c, s.follows[c.name], s.activity[c.name].block)));
}

function chain(c, follows, block) {
  const finality = `${follows.finality === 'depth' ? 'the head' : follows.finality} − ${plural(follows.confirmations, 'block')}`;
  return h('article', { key: c.name, class: c.halted ? 'card bad' : 'card', 'data-chain': c.name, 'data-state': c.state },
    h('div', { class: 'head' }, h('h3', {}, c.name), pill(kinds[c.state], c.state)),
    c.halted ? h('p', { class: 'said bad' }, 'Halted: ', strange(c.halted), '. It needs a person and then a restart.')
      : (c.reasons ?? []).map((r) => h('p', { class: 'said' }, strange(r))),
    facts([
      ['Chain id', count(c.chainId).replaceAll(',', '')],
      ['Head', c.head ? count(c.head) : 'not known'],
      ['Confirmed', c.confirmed ? `${count(c.confirmed)}, ${span(c.silence)} ago` : 'nothing yet'],
      ['Lag', plural(c.lag, 'block')],
      ['Believed', finality],
      block && block.baseFee && ['Base fee', `${gwei(block.baseFee)}, blocks ${percent(block.gasUsedRatio)} full`],
    ]),
    c.endpoints ? table(`Endpoints of ${c.name}`, [['Endpoint'], ['State'], ['Head', true], ['Latency', true]],
      c.endpoints.map((e) => ({ key: e.name, cells: [
        [strange(e.name), e.error && h('div', { class: 'mute' }, strange(e.error))],
        pill(e.state === 'ok' ? 'good' : 'bad', e.state), count(e.head), span(e.latency)] })))
      : h('p', { class: 'mute' }, 'No endpoint has answered yet.'));
}

const phases = [['commit', 'commit'], ['delay', 'delay'], ['reveal', 'reveal'], ['closed', 'solve']];

function live(s) {
  // Of a chain that is halted nothing is known any more.
  const rounds = every(s, (c, a) => c.state === 'halted' ? [] : a.tasks.flatMap((t) => (t.rounds ?? []).map((r) => round(c, a.block, t, r))));
  if (!rounds.length) {
    return empty(s.chains.some((c) => s.activity[c.name].block) ? 'No round is open. The next one opens when its task says so.' : 'No chain has caught up yet, so open rounds are not known.');
  }
  return [
    h('ul', { class: 'key' },
      h('li', {}, h('span', { class: 'mark' }), 'committed'),
      h('li', { class: 'revealed' }, h('span', { class: 'mark' }), 'committed and revealed'),
      h('li', { class: 'twice' }, h('span', { class: 'mark' }), 'committed more than once'),
      h('li', {}, 'Nothing here is verified yet. Times are the chain’s.')),
    h('div', { class: 'cards' }, rounds)];
}

function round(c, block, t, r) {
  const now = phases.findIndex(([p]) => p === r.phase);
  const left = r.ends - block.time;
  return h('article', { key: `${c.name}/${t.index}/${r.round}`, class: 'card', 'data-round': `${c.name}/${t.index}/${r.round}` },
    h('div', { class: 'head' },
      h('h3', {}, `${c.name} · task ${t.index} · round ${count(r.round)}`),
      t.declined ? pill('warn', 'declined') : h('span', { class: 'mute' }, r.phase === 'closed' ? 'closes with the next block' : `${r.phase} ends in ${plural(Math.max(left, 0), 'second')}`)),
    t.description && h('p', { class: 'mute' }, strange(t.description)),
    h('ol', { class: 'phases', 'aria-label': 'Phases' }, phases.map(([p, name], k) => h('li', { class: k < now ? 'done' : undefined, 'aria-current': k === now ? 'step' : undefined }, name))),
    h('p', {}, h('strong', { class: 'committed' }, count(r.committed)), ` of at most ${count(t.maxAgents)} agents committed, `, h('strong', { class: 'revealedcount' }, count(r.revealed)), ` of those revealed; at least ${count(t.minAgents)} are needed`),
    r.agents.length > 0 && h('ul', { class: 'agents', tabindex: 0, 'aria-label': 'Agents of this round' }, r.agents.map((p) => h('li', {
      key: p.agent, class: [p.revealed && 'revealed', p.commitments > 1 && 'twice'].filter(Boolean).join(' ') || undefined, 'data-agent': p.agent,
    }, h('span', { class: 'mark', 'aria-hidden': 'true' }), hex(p.agent),
    h('span', { class: 'vh' }, `${p.commitments > 1 ? `committed ${p.commitments} times` : 'committed'}${p.revealed ? ', revealed' : ''}`)))),
    r.agents.length < r.committed && h('p', { class: 'mute' }, `The first ${count(r.agents.length)} are listed.`));
}

function outcomes(s) {
  const shown = newest(s, () => true);
  if (!shown.length) return empty('Nothing has been solved yet, and no history says what was before. What was posted is on the chain: oracled read, oracled audit.');
  return h('div', { class: 'cards wide' }, shown.map(([c, o]) => outcome(c, o)));
}

function outcome(c, o) {
  const id = `${c.name}/${o.task}`;
  const path = address(c, o);
  const width = matchMedia('(max-width: 640px)').matches ? '340' : '560';
  const box = o.figure?.[width];
  const ok = o.status === 'ok';
  const values = o.values.map(number).join(', ') + (o.coordinates > o.values.length ? `, … (${plural(o.coordinates, 'value')})` : '');
  return h('article', { key: id, class: 'card', 'data-outcome': `${id}/${o.round}` },
    h('div', { class: 'head' }, h('h3', {}, `${c.name} · task ${o.task} · round ${count(o.round)}`),
      o.scope ? pill('', 'part of a scope')
        : o.landed ? pill('good', `on the chain, block ${count(o.landed.block)}`) : pill('', 'solved, not yet seen on the chain')),
    h('p', { class: 'mute' }, strange(o.description), o.description && ' · ', strange(o.solver)),
    o.scope && h('p', { class: 'mute' }, 'What this chain says by itself. The outcome that all chains of the scope have is under ', h('a', { href: '#scopes' }, 'Across chains'), '.'),
    ok && !o.values.length ? h('p', { class: 'mute' }, 'Its values are on the chain and not kept here.')
      : ok ? h('p', { class: 'value', title: values }, o.values.slice(0, 4).map(number).join(', '), o.coordinates > 4 && h('span', { class: 'mute' }, ` and ${o.coordinates - 4} more`))
      : h('p', { class: 'said' }, `Insufficient: ${plural(o.participants, 'position')} were too few for an outcome.`),
    h('p', { class: 'mute' }, `${plural(o.participants, 'agent')}, of whom ${count(o.faults)} may lie; ${count(o.trimmed)} trimmed somewhere, ${count(o.rejected)} rejected; verified in ${span(o.verifySeconds)}, solved in ${span(o.solveSeconds)}`),
    box && h('figure', {}, h('img', {
      src: `${path}/figure.svg?width=${width}`, width: box.width, height: box.height,
      alt: o.earlier ? `The outcomes of ${plural(o.history, 'round')}, the last ${values}.`
        : `Where ${plural(o.participants, 'agent')} stand, who is trimmed, the outcome ${values}, and the outcomes of ${plural(o.history, 'round')}; the table of positions has the numbers.`,
    })),
    o.earlier ? h('p', { class: 'mute' }, 'Solved before the daemon started. Its positions are not kept; oracled audit computes it again.')
      : detail(id, path, 'Positions and rejections of this round', (x) => positions(id, o, x)));
}

function positions(id, o, x) {
  const list = x.positions.length ? table(`Positions of ${id}, round ${o.round}`,
    [['Agent'], ...Array.from({ length: x.shown }, (_, k) => [`Value ${k}`, true]), ['Confidence', true], ['Trust', true], ['Trimmed']],
    x.positions.map((p) => ({ key: p.agent, cells: [hex(p.agent), ...p.values.map(number), `${p.confidence} %`, percent(p.trust), trims(p, x.dimension)] })), { tall: true })
    : h('p', { class: 'mute' }, 'The positions of this round are not kept any more.');
  return [list, x.refused.length > 0 && table(`Rejections of ${id}, round ${o.round}`, [['Agent'], ['Reason']],
    x.refused.map((r) => ({ key: r.agent, cells: [hex(r.agent), r.reason] })), { tall: true })];
}

function trims(p, dimension) {
  if (!p.low && !p.high) return '';
  if (dimension === 1) return h('span', { class: 'trim' }, p.low ? 'low' : 'high');
  return h('span', { class: 'trim' }, `${p.low} low, ${p.high} high of ${dimension}`);
}

function tasks(s) {
  const rows = every(s, (c, a) => a.tasks.map((t) => ({ key: `${c.name}/${t.index}`, cells: [
    `${c.name} ${t.index}`,
    h('div', { class: 'text' }, strange(t.description), t.declined && h('div', { class: 'mute' }, 'Declined: ', strange(t.declined))),
    strange(t.solver), count(t.dimension), t.open ? 'no gate: none promised' : percent(t.trim),
    `${count(t.minAgents)}–${count(t.maxAgents)}`, t.period ? span(t.period) : 'once', t.bounty && t.bounty !== '0' ? ether(t.bounty) : 'none', t.posted ? count(t.posted) : 'none'] })));
  if (!rows.length) return empty('No task is open that this operator knows of.');
  const more = s.chains.map((c) => [c.name, s.activity[c.name].allTasks - s.activity[c.name].tasks.length]).filter(([, n]) => n > 0);
  return [
    table('Tasks', [['Task'], ['Description'], ['Solver'], ['Values', true], ['Liars', true], ['Agents', true], ['Period', true], ['Bounty', true], ['Last round', true]], rows),
    more.map(([name, n]) => h('p', { class: 'mute' }, `${name} has ${plural(n, 'more task')}; oracled task list shows all.`))];
}

function rejections(s) {
  const reasons = [...new Set(every(s, (c, a) => Object.keys(a.rejections.byReason)))].sort();
  if (!reasons.length) return empty('No submission was rejected since the daemon started.');
  const last = every(s, (c, a) => a.rejections.last.map((r) => ({ key: `${c.name}/${r.task}/${r.round}/${r.agent}`, cells: [hex(r.agent), r.reason, c.name, count(r.task), count(r.round)] })));
  return [
    table('Rejections by reason', [['Reason'], ...s.chains.map((c) => [c.name, true])],
      reasons.map((r) => ({ key: r, cells: [r, ...s.chains.map((c) => count(s.activity[c.name].rejections.byReason[r] ?? 0))] }))),
    table('The last rejections', [['Agent'], ['Reason'], ['Chain'], ['Task', true], ['Round', true]], last, { tall: true })];
}

function fees(s) {
  const totals = s.chains.map((c) => {
    const t = s.activity[c.name].totals;
    return { key: c.name, cells: [c.name, count(t.batches), count(t.posted), count(t.gas), t.posted ? count(t.gas / t.posted) : '–', ether(t.fees),
      c.account ? [hex(c.account.address), ' has ', ether(c.account.balance)] : 'not known'] };
  });
  const rows = every(s, (c, a) => a.batches.map((b) => ({ key: `${c.name}/${b.tx}`, cells: [c.name, count(b.block), hex(b.tx), count(b.outcomes),
    b.gas ? count(b.gas) : '–', b.gasPrice ? gwei(b.gasPrice) : '–', b.ours ? ether(b.fee) : 'posted by another operator'] })));
  return [
    table('Gas and fees since the start', [['Chain'], ['Batches', true], ['Outcomes', true], ['Gas', true], ['Gas per outcome', true], ['Fees', true], ['Account']], totals),
    rows.length ? table('The last batches on the chains', [['Chain'], ['Block', true], ['Transaction'], ['Outcomes', true], ['Gas', true], ['Price', true], ['Fee', true]], rows, { tall: true })
      : h('p', { class: 'mute' }, 'No batch has been seen on a chain.')];
}

function committee(s) {
  if (!s.peers) return empty('This process holds the keys of a quorum and asks nobody.');
  return table('The other operators', [['Operator'], ['State'], ['Latency', true], ['Participation', true], ['Signed ours', true], ['Refused ours', true], ['Absent', true], ['Wrong', true], ['We signed', true], ['We refused', true], ['Last said']],
    s.peers.map((p) => {
      const asked = p.signed + p.refused + p.absent + p.wrong;
      return { key: p.id, cells: [
        [hex(p.id), h('div', { class: 'mute' }, strange(p.host))],
        [pill(p.up ? 'good' : 'bad', p.up ? 'up' : 'down'), !p.up && h('div', { class: 'mute' }, p.heard < 0 ? 'never heard' : `heard ${span(p.heard)} ago`)],
        p.heard < 0 ? '–' : span(p.latency), asked ? percent(p.signed / asked) : '–',
        count(p.signed), count(p.refused), count(p.absent), count(p.wrong), count(p.granted),
        [count(p.denied), p.why && h('div', { class: 'mute' }, strange(p.why))],
        h('div', { class: 'text' }, strange(p.said || p.error || ''))] };
    }));
}

function machine(s) {
  const m = s.machine;
  const flying = every(s, (c) => (c.transactions ?? []).map((t) => ({ key: t.hash, cells: [c.name, count(t.nonce), hex(t.hash), t.state ?? '', span(t.age), count(t.bumps)] })));
  return [
    h('div', { class: 'cards' },
      h('article', { class: 'card' }, h('h3', {}, 'Process'), facts([
        ['Backend', `${m.backend}, ${plural(m.threads, 'thread')}`], ['Goroutines', count(m.goroutines)],
        ['Heap', bytes(m.heap)], ['Memory from the system', bytes(m.memory)], ['Store', m.store < 0 ? 'not known' : bytes(m.store)], ['Left on its disk', m.free < 0 ? 'not known' : bytes(m.free)]])),
      s.chains.map((c) => h('article', { key: c.name, class: 'card' }, h('h3', {}, c.name), facts([
        ['Queue', `${count(c.queue.length)} of ${plural(c.queue.bound, 'outcome')}`],
        ['Oldest waits', c.queue.length ? span(c.queue.oldest) : '–'],
        ['In flight', plural((c.transactions ?? []).length, 'transaction')],
        ['Last post', c.lastPost ? `block ${count(c.lastPost.block)}, ${span(c.lastPost.age)} ago` : 'none since the start'],
        ['Snapshot', c.snapshot ? `block ${count(c.snapshot.block)}, ${bytes(c.snapshot.bytes)}` : 'none since the start']]),
      (c.retrying ?? []).map((f) => h('p', { class: 'said' }, `${f.stage} fails for ${span(f.for)}, ${plural(f.attempts, 'attempt')}: `, strange(f.error)))))),
    flying.length > 0 && table('Transactions in flight', [['Chain'], ['Nonce', true], ['Transaction'], ['State'], ['Age', true], ['Bumps', true]], flying)].filter(Boolean);
}

export const sections = { chains, live, outcomes, trees, scopes, tasks, rejections, fees, committee, machine };
