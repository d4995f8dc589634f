// Hierarchical outcomes: what each level had, how many captured agents would have
// broken it, and every node with its certificate.

import { count, empty, h, number, pill, plural, strange, table } from './dom.js';
import { address, detail, newest } from './detail.js';

export function trees(s) {
  const shown = newest(s, (o) => o.tree);
  if (!shown.length) return empty('No task whose agents are in groups of groups has an outcome yet.');
  return h('div', { class: 'cards wide' }, shown.map(([c, o]) => tree(c, o)));
}

const range = (r) => (r.least === r.most ? count(r.least) : `${count(r.least)}–${count(r.most)}`);

function named(level, top) {
  if (level === 1) return 'groups of agents';
  return level === top ? 'root' : `level ${level}`;
}

function tree(c, o) {
  const id = `${c.name}/${o.task}`;
  const { breakdown, levels } = o.tree;
  const top = levels.length;
  return h('article', { key: id, class: 'card', 'data-tree': `${id}/${o.round}` },
    h('div', { class: 'head' }, h('h3', {}, `${c.name} · task ${o.task} · round ${count(o.round)}`),
      breakdown ? pill('good', `breakdown number ${count(breakdown)}`) : pill('warn', 'no outcome')),
    h('p', { class: 'mute' }, strange(o.description), o.description && ' · ', strange(o.solver)),
    breakdown ? h('p', {}, `${plural(breakdown, 'captured agent')} of ${count(o.participants)} could have moved the outcome anywhere; ${count(breakdown - 1)}, wherever they are, could not.`)
      : h('p', { class: 'said' }, `Insufficient: ${plural(o.participants, 'position')}, or the groups that count, were too few.`),
    levels.length > 0 ? table(`Levels of ${id}, round ${o.round}`, [['Level'], ['Nodes', true], ['Left out', true], ['Members each', true], ['May lie', true], ['Breaks with', true]],
      [...levels].reverse().map((l) => ({ key: `${l.level}`, cells: [named(l.level, top), count(l.nodes), count(l.left), range(l.members), range(l.faults), plural2(l.captured)] })))
      : breakdown > 0 && h('p', { class: 'mute' }, 'What its groups had is not kept of a round from before the start.'),
    levels.length > 0 && detail(`tree/${id}`, address(c, o), 'Every node and its certificate', (x) => nodes(id, o, x, top)));
}

const plural2 = (r) => (r.least === r.most ? plural(r.least, 'agent') : `${range(r)} agents`);

function nodes(id, o, x, top) {
  if (!x.nodes.length) return h('p', { class: 'mute' }, 'The nodes of this round are not kept any more.');
  return [
    h('p', { class: 'mute' }, 'A node’s certificate is its value with the bounds of what it did not trim: the (f + 1)-th lowest and highest pull of its members on that value. Whoever has the positions checks it without solving anything.'),
    table(`Nodes of ${id}, round ${o.round}`, [['Node'], ['Members', true], ['May lie', true], ['Breaks with', true], ['Value', true], ['Pulls kept', true], ['By the node above']],
      x.nodes.map((n) => ({ key: `${n.level}/${n.number}`, cells: [
        node(n, top), count(n.members), count(n.faults), n.counts ? plural(n.captured, 'agent') : '–',
        n.counts ? h('span', { class: 'nodevalue' }, n.values.map(number).join(', ')) : 'left out',
        n.cuts.map((cut) => h('div', { title: `${cut.low} to ${cut.high}` }, `${short(cut.low)} to ${short(cut.high)}`)),
        n.level === top ? '' : trimmed(n, x.dimension)] })), { tall: true })];
}

function node(n, top) {
  if (n.level === top) return 'root';
  return n.level === 1 ? `group ${n.number}` : `level ${n.level}, node ${n.number}`;
}

function trimmed(n, dimension) {
  if (!n.counts) return 'not counted';
  if (!n.low && !n.high) return 'kept';
  if (dimension === 1) return h('span', { class: 'trim' }, n.low ? 'trimmed as low' : 'trimmed as high');
  return h('span', { class: 'trim' }, `${n.low} low, ${n.high} high of ${dimension}`);
}

// Pulls are integers of up to 40 digits.
const short = (pull) => (pull.length > 8 ? Number(pull).toExponential(2) : pull);
