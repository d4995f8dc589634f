// The page asks for the whole state once a second while somebody looks at it. It
// does not keep a connection open: a poll survives sleep, tunnels and restarts of
// the daemon by itself, and holds up no shutdown.

import { clock, fill, h, span } from './dom.js';
import { sections } from './sections.js';

const period = 1000;
const patience = 8000; // longer than the daemon takes when its endpoints hang

const element = (id) => document.getElementById(id);
const bodies = Object.fromEntries(Object.keys(sections).map((id) => [id, element(id).querySelector('.body')]));

let last = null; // the newest state
let answered = 0; // when it came
let timer = 0;
let asking = false;
let tallest = 0; // that the first row of live rounds has been, pixels

async function ask() {
  clearTimeout(timer);
  asking = true;
  const why = await fetchState();
  asking = false;
  if (!document.hidden) timer = setTimeout(ask, period);
  gone(why);
  if (why === null) show();
}

// fetchState returns null when the daemon has answered, or what it said instead.
async function fetchState() {
  try {
    const answer = await fetch('/api/v1/state', { cache: 'no-store', signal: AbortSignal.timeout(patience) });
    if (!answer.ok) return await answer.text();
    last = await answer.json();
    answered = Date.now();
    return null;
  } catch {
    return '';
  }
}

// gone says that the daemon does not answer, or, given null, that it does.
function gone(why) {
  const box = element('gone');
  box.hidden = why === null;
  document.documentElement.classList.toggle('stale', why !== null && last !== null);
  if (why === null) return;
  const said = why ? `It said: ${why}` : 'Is oracled run still running?';
  fill(box, [h('p', {}, answered ? `No answer since ${clock(answered)}. ${said} What you see is from then.` : `No answer from the daemon yet. ${said}`)]);
  state('bad', answered ? `no answer since ${clock(answered)}` : 'no answer');
}

function state(kind, text) {
  const pill = element('state');
  pill.className = `pill ${kind}`;
  if (pill.textContent !== text) pill.textContent = text;
  document.title = `oracled: ${text}`;
}

function show() {
  const halted = last.chains.filter((c) => c.state === 'halted');
  if (last.stopping) state('warn', 'stopping');
  else if (halted.length) state('bad', `${halted.map((c) => c.name).join(', ')} halted`);
  else if (last.ready) state('good', 'ready');
  else state('warn', 'not ready');
  element('about').textContent = `up for ${span(last.uptime)} · ${last.version}`;
  for (const [id, section] of Object.entries(sections)) fill(bodies[id], h('div', {}, section(last)).children);
  // One row of rounds keeps its place, so that what lies below does not jump with
  // every round that ends and begins.
  const card = bodies.live.querySelector('.card');
  if (card) tallest = Math.max(tallest, card.getBoundingClientRect().bottom - bodies.live.getBoundingClientRect().top);
  bodies.live.style.minHeight = `${tallest}px`;
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && !asking) ask();
});
addEventListener('resize', () => {
  tallest = 0;
  bodies.live.style.minHeight = '';
  if (last) show(); // figures come in two widths
});
ask();
