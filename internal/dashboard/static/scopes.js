// Tasks on several chains with one outcome: how far each chain is, which rounds are
// posted where, and whether the chains have the same.

import { count, empty, h, hex, number, pill, span, table } from './dom.js';

const rounds = 4; // that are shown of a scope

export function scopes(s) {
  if (!s.scopes?.length) return empty('This operator serves no task that is on several chains.');
  const names = new Map(s.chains.map((c) => [c.chainId, c.name]));
  return h('div', { class: 'cards wide' }, s.scopes.map((x) => scope(x, (id) => names.get(id) ?? `chain ${id}`)));
}

function scope(x, name) {
  const latest = Math.max(...x.members.map((m) => m.time));
  // The others have gone on without it, or do so now.
  const late = ({ chainId: id, time }) => time === 0 || x.rounds.some((r) => (r.state === 'late' && r.missing?.includes(id)) || (r.took?.length && !r.took.includes(id) && r.lacking?.includes(id)));
  const numbers = [...new Set([...x.rounds, ...x.landed].map((r) => r.round))].sort((a, b) => b - a).slice(0, rounds);
  return h('article', { key: x.id, class: 'card', 'data-scope': x.id },
    h('div', { class: 'head' }, h('h3', {}, 'Scope ', hex(x.id)),
      x.members.some(late) ? pill('warn', `${x.members.filter(late).map((m) => name(m.chainId)).join(', ')} late`) : pill('good', 'all chains in time')),
    h('p', { class: 'mute' }, `A chain that is late is waited for ${span(x.grace)} of grace; then the others go on without it, and it is told their outcome.`),
    table(`Chains of the scope ${x.id}`, [['Chain'], ['Task', true], ['Weight', true], ['Behind the others', true], ['Last round posted', true], ['State']],
      x.members.map((m) => ({ key: `${m.chainId}`, cells: [
        name(m.chainId), m.task ? count(m.task) : 'none yet', count(m.weight), m.time ? span(latest - m.time) : '–', m.posted ? count(m.posted) : 'none',
        m.time === 0 ? pill('bad', 'not seen') : late(m) ? pill('warn', 'late') : pill('good', 'in time')] }))),
    numbers.length > 0 ? table(`Rounds of the scope ${x.id}`, [['Round', true], ...x.members.map((m) => [name(m.chainId)]), ['Together']],
      numbers.map((n) => round(x, n, x.rounds.find((r) => r.round === n), x.landed.find((r) => r.round === n))))
      : h('p', { class: 'mute' }, 'No round has closed yet.'),
    x.rounds.length + x.more > rounds && h('p', { class: 'mute' }, `${count(x.rounds.length + x.more)} rounds are not on every chain yet.`));
}

function round(x, n, open, landed) {
  return { key: `${n}`, cells: [count(n), ...x.members.map((m) => on(m.chainId, open, landed?.on.find((o) => o.chainId === m.chainId))), together(x, open, landed)] };
}

// on says what a chain has of a round.
function on(id, open, has) {
  if (has) {
    const values = has.values.map((v) => number(Number(v))).join(', ') + (has.coordinates > has.values.length ? ', …' : '');
    return [pill('good', 'posted'), h('div', { title: has.values.join(', ') }, has.status === 'ok' ? values : 'insufficient'),
      !has.took.includes(id) && h('div', { class: 'mute' }, 'did not take part')];
  }
  if (!open) return '–';
  if (open.missing?.includes(id)) return open.state === 'late' ? pill('warn', 'late') : pill('', 'not closed yet');
  if (open.took?.length && !open.took.includes(id)) return [pill('warn', 'left out'), h('div', { class: 'mute' }, 'to be told')];
  if (open.parts.includes(id)) return pill('', open.state === 'posting' ? 'to be posted' : 'closed');
  return pill('', 'nobody committed');
}

function together(x, open, landed) {
  if (!landed) return open.state;
  if (!landed.equal) return pill('bad', 'not equal');
  if (landed.on.length === x.members.length) return pill('good', 'equal on all chains');
  return [landed.on.length > 1 && pill('good', `equal on ${landed.on.length} of ${x.members.length}`), h('div', { class: 'mute' }, open ? open.state : 'posting')];
}
