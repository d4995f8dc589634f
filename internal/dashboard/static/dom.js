// Elements are made from names, attributes and text, never from markup: whatever a
// stranger wrote stays text. The page's policy forbids the rest.

// h describes an element. Children are descriptions, text, or nothing; lists are
// flattened. The attribute key tells it from its siblings, on has listeners.
export const h = (tag, attributes = {}, ...children) => ({ tag, attributes, children: children.flat(9).filter((c) => c !== null && c !== undefined && c !== false && c !== '') });

// What the reader has set stays as it is.
const theirs = new Set(['open']);

// fill makes the children of a node what is described. What is there already is kept,
// so that focus, selection, scrolling and what was opened outlive an update.
export function fill(node, children) {
  const keyed = new Map();
  for (const c of node.childNodes) if (c.key !== undefined) keyed.set(c.key, c);
  let at = node.firstChild;
  for (const want of children) {
    const found = typeof want === 'object' && want.attributes.key !== undefined ? keyed.get(want.attributes.key) : at && at.key === undefined ? at : undefined;
    const fits = found && (typeof want === 'object' ? found.localName === want.tag : found.nodeType === Node.TEXT_NODE);
    const is = fits ? found : make(want);
    if (typeof want === 'object') dress(is, want);
    else if (is.data !== String(want)) is.data = String(want);
    if (is === at) at = at.nextSibling;
    else node.insertBefore(is, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function make(want) {
  if (typeof want !== 'object') return document.createTextNode(String(want));
  const node = document.createElement(want.tag);
  node.key = want.attributes.key;
  for (const [event, f] of Object.entries(want.attributes.on ?? {})) node.addEventListener(event, f);
  for (const name of theirs) if (want.attributes[name]) node.setAttribute(name, '');
  return node;
}

function dress(node, { attributes, children }) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'key' || name === 'on' || theirs.has(name) || value === undefined || value === false) continue;
    const text = value === true ? '' : String(value);
    if (node.getAttribute(name) !== text) node.setAttribute(name, text);
  }
  for (const name of node.getAttributeNames()) {
    const value = attributes[name];
    if ((value === undefined || value === false) && !theirs.has(name)) node.removeAttribute(name);
  }
  fill(node, children);
}

// table describes a table with a caption for those who do not see it. Columns are
// [heading, numeric?]; rows are { key, cells }, the first of which is the row's
// heading.
export function table(caption, columns, rows, { tall = false } = {}) {
  const kind = (k) => (columns[k][1] ? 'n' : undefined);
  return h('div', { class: tall ? 'scroll tall' : 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h('table', {},
      h('caption', { class: 'vh' }, caption),
      h('thead', {}, h('tr', {}, columns.map(([name], k) => h('th', { scope: 'col', class: kind(k) }, name)))),
      h('tbody', {}, rows.map(({ key, cells }) => h('tr', { key },
        cells.map((c, k) => (k === 0 ? h('th', { scope: 'row', class: kind(k) }, c) : h('td', { class: kind(k) }, c))))))));
}

export const pill = (kind, text) => h('span', { class: `pill ${kind}` }, text);
export const empty = (text) => h('p', { class: 'empty' }, text);
export const strange = (text) => h('span', { class: 'strange' }, text);

// facts describes pairs of a name and what there is to say.
export const facts = (pairs) => h('dl', {}, pairs.filter((p) => p).map(([name, ...value]) => [h('dt', {}, name), h('dd', {}, value)]));

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const precise = new Intl.NumberFormat('en', { maximumSignificantDigits: 10 });
const three = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

export const count = (n) => grouped.format(n);
export const number = (v) => precise.format(v);
export const percent = (share) => `${three.format(100 * share)} %`;
export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

// span writes seconds for people.
export function span(s) {
  if (s < 0.001) return '< 1 ms';
  if (s < 1) return `${Math.round(s * 1000)} ms`;
  if (s < 10) return `${s.toFixed(1)} s`;
  s = Math.round(s);
  if (s < 120) return `${s} s`;
  if (s < 7200) return `${Math.floor(s / 60)} min`;
  if (s < 172800) return `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86400)} d`;
}

export function bytes(n) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let k = 0;
  while (n >= 1024 && k < units.length - 1) {
    n /= 1024;
    k++;
  }
  return `${k ? three.format(n) : n} ${units[k]}`;
}

// amounts are decimal strings of wei, of which a number of JavaScript cannot hold all.
export function ether(wei) {
  if (!wei) return 'not known';
  return `${three.format(Number(wei) / 1e18)} ETH`;
}
export function gwei(wei) {
  if (!wei) return 'not known';
  if (Number(wei) < 1e6) return `${count(Number(wei))} wei`;
  return `${three.format(Number(wei) / 1e9)} gwei`;
}

export const clock = (ms) => new Date(ms).toLocaleTimeString('en-GB');

// hex describes a hash or an address, short, and whole for whoever points at it.
export const hex = (s) => h('span', { class: 'hex', title: s }, `${s.slice(0, 8)}…${s.slice(-4)}`);
