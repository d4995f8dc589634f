// Looks at the dashboard as a person does, in Debian's Chromium without a head.
//
//   node dashboard.mjs shot URL FILE [WIDTH [HEIGHT [light|dark]]]   take a picture of the page
//   node dashboard.mjs                                            checks, a line of JSON each:
//
// {"check": "open", …} in, {"ok": true} or {"error": "…"} out, until the input ends.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const failed = new URL('../../build/browser-failed.png', import.meta.url).pathname;

// begin opens a browser that knows nothing yet, and notes all that its page asks for.
async function begin(options) {
  const profile = await mkdtemp(join(tmpdir(), 'dashboard-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath, args, headless: true, ...options });
  const page = context.pages()[0] ?? await context.newPage();
  const seen = { requests: [], complaints: [] };
  context.on('request', (r) => seen.requests.push(r.url()));
  page.on('websocket', (w) => seen.requests.push(w.url()));
  page.on('pageerror', (e) => seen.complaints.push(String(e)));
  page.on('console', (m) => {
    if (['error', 'warning'].includes(m.type())) seen.complaints.push(m.text());
  });
  return { page, seen, async end() {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  } };
}

function must(holds, sentence) {
  if (!holds) throw new Error(sentence);
}

// patience bounds every wait for something that a scenario brings about, milliseconds.
const patience = 60_000;

const css = (s) => s.replace(/["\\]/g, "\\$&");

const card = (page, kind, id) => page.locator(`[data-${kind}="${css(id)}"]`);

const checks = {
  async open({ page }, { url, sections }) {
    await page.goto(url);
    await page.locator('#chains article').first().waitFor({ timeout: patience });
    must(await page.locator('#state').textContent() !== 'asking the daemon', 'the state in the head says nothing');
    for (const name of sections) await page.getByRole('heading', { level: 2, name, exact: true }).waitFor({ timeout: patience });
  },

  async text({ page }, { where, has }) {
    await page.locator(where).filter({ hasText: has }).first().waitFor({ timeout: patience });
  },

  async chain({ page }, { chain, state }) {
    await page.locator(`[data-chain="${css(chain)}"][data-state="${css(state)}"]`).waitFor({ timeout: patience });
  },

  // Waits until so many agents have committed, and so many revealed, in a round that
  // is open; sealed: and nobody has revealed.
  async live({ page }, { round, committed, revealed, agent, sealed }) {
    const c = card(page, 'round', round);
    await c.waitFor({ timeout: patience });
    await page.waitForFunction(([id, n, m, sealed]) => {
      const c = document.querySelector(`[data-round="${id}"]`);
      if (!c) return false;
      const count = (what) => Number(c.querySelector(what).textContent);
      return count('.committed') >= n && count('.revealedcount') >= m && !(sealed && count('.revealedcount')) && c.querySelectorAll('.agents li').length === count('.committed');
    }, [css(round), committed, revealed, sealed], { timeout: patience, polling: 100 });
    if (agent) await c.locator(`[data-agent="${css(agent)}"]`).waitFor({ timeout: patience });
  },

  // Waits until a round's outcome is shown with the value that the chain has, and its
  // figure drawn.
  async outcome({ page }, { round, value, history }) {
    const c = card(page, 'outcome', round);
    await c.waitFor({ timeout: patience });
    await c.locator('.pill', { hasText: 'on the chain' }).waitFor({ timeout: patience });
    const shown = (await c.locator('.value').textContent()).split(',').join('');
    must(Math.abs(Number(shown) - value) < 1e-4 * Math.abs(value), `${round} shows ${shown}, the chain has ${value}`);
    const img = c.locator('figure img');
    const size = await img.evaluate(async (i) => {
      await i.decode();
      return [i.naturalWidth, i.naturalHeight, Number(i.getAttribute('width')), Number(i.getAttribute('height'))];
    });
    must(size[0] > 300 && size[0] === size[2] && Math.abs(size[1] - size[3]) <= 1, `the figure is ${size.join(' × ')}`);
    const svg = await page.evaluate(async (u) => (await fetch(u)).text(), await img.getAttribute('src'));
    for (const part of ['Positions and outcome', 'where all are trimmed', 'class="mark"', ...(history ? ['History of value 0', 'class="line"'] : [])]) must(svg.includes(part), `the figure of ${round} has no ${part}`);
  },

  // Opens the positions of a round and looks an agent up there.
  async positions({ page }, { round, agents, rejected, reason }) {
    const c = card(page, 'outcome', round);
    await c.locator('summary').click();
    for (const a of agents) await c.locator(`td [title="${css(a)}"], th [title="${css(a)}"]`).first().waitFor({ timeout: patience });
    await c.locator('tr', { has: page.locator(`[title="${css(rejected)}"]`) }).filter({ hasText: reason }).first().waitFor({ timeout: patience });
    must(await c.locator('details').evaluate((d) => d.open), 'an update has closed what was opened');
  },

  // Waits until a hierarchical outcome is shown with its breakdown number and levels,
  // and opens its nodes: each that counts has a value and a certificate.
  async tree({ page }, { round, breakdown, levels, nodes }) {
    const c = card(page, 'tree', round);
    await c.locator('.pill', { hasText: `breakdown number ${breakdown}` }).waitFor({ timeout: patience });
    must(await c.locator('table').first().locator('tbody tr').count() === levels, `${round} does not show ${levels} levels`);
    await c.locator('summary').click();
    const rows = c.locator('details tbody tr');
    await rows.nth(nodes - 1).waitFor({ timeout: patience });
    const found = await rows.evaluateAll((all) => all.map((r) => ({ name: r.children[0].textContent, value: r.querySelector('.nodevalue')?.textContent, cut: r.querySelector('[title]')?.title ?? '' })));
    must(found.length === nodes && found[0].name === 'root', `the nodes are ${found.map((n) => n.name).join(', ')}`);
    for (const n of found) must(Number.isFinite(Number(n.value.split(',').join(''))) && /^-?\d+ to -?\d+$/.test(n.cut), `${n.name} has the value ${n.value} and the certificate ${n.cut}`);
    must(await c.locator('details').evaluate((d) => d.open), 'an update has closed what was opened');
  },

  // Waits until a round of a scope is shown as posted on all of its chains, with the
  // value that they have.
  async scope({ page }, { scope, chains, value }) {
    const c = card(page, 'scope', scope);
    await c.locator('td', { hasText: 'equal on all chains' }).waitFor({ timeout: patience });
    const names = await c.locator('table').first().locator('tbody th').allTextContents();
    must(names.join() === chains.join(), `the chains are ${names.join()}`);
    const shown = await c.locator('table').nth(1).locator('tbody td div[title]').evaluateAll((all) => all.map((d) => Number(d.title)));
    must(shown.length === chains.length && shown.every((v) => Math.abs(v - value) <= 1e-9 * Math.abs(value)), `the chains show ${shown.join(', ')}, they have ${value}`);
    must(await c.locator('.pill', { hasText: 'all chains in time' }).count() === 1, 'a chain is late');
  },

  async rejected({ page }, { agent, reason }) {
    await page.locator('#rejections tr', { has: page.locator(`[title="${css(agent)}"]`) }).filter({ hasText: reason }).first().waitFor({ timeout: patience });
  },

  // Waits until a peer has signed a proposal of ours, or we one of theirs.
  async signed({ page }) {
    await page.waitForFunction(() => {
      const names = [...document.querySelectorAll('#committee thead th')].map((h) => h.textContent);
      const columns = ['Signed ours', 'We signed'].map((n) => names.indexOf(n));
      return [...document.querySelectorAll('#committee tbody tr')].some((r) => columns.some((k) => Number(r.children[k].textContent) > 0));
    }, null, { timeout: patience, polling: 100 });
  },

  async halted({ page }, { chain }) {
    const c = page.locator(`[data-chain="${css(chain)}"][data-state="halted"]`);
    await c.filter({ hasText: 'Halted:' }).waitFor({ timeout: patience });
    await page.locator('#state.bad', { hasText: `${chain} halted` }).waitFor({ timeout: patience });
  },

  async gone({ page, seen }) {
    seen.gone = true;
    await page.locator('#gone', { hasText: /No answer since \d\d:\d\d:\d\d\./ }).waitFor({ timeout: patience });
    must(await page.locator('#chains article').count() > 0, 'what was known is not shown any more');
  },

  async back({ page }) {
    await page.locator('#gone').waitFor({ state: 'hidden', timeout: patience });
  },

  // The page fits, light and dark, and its text can be read on what is behind it.
  async readable({ page }, { widths }) {
    for (const width of widths) {
      for (const colorScheme of ['light', 'dark']) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        await page.waitForTimeout(50); // for the figures of the other width to be asked for
        const found = await page.evaluate(readability);
        must(found.overflow <= 0, `at ${width} px the page is ${found.overflow} px too wide`);
        must(found.faint.length === 0, `at ${width} px, ${colorScheme}: hard to read: ${found.faint.join('; ')}`);
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
  },

  // What a page owes those who do not see it or have no mouse.
  async accessible({ page }) {
    const wrong = await page.evaluate(accessibility);
    must(wrong.length === 0, wrong.join('; '));
    await page.evaluate(() => { // as if it had just been loaded
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute('tabindex');
    });
    await page.keyboard.press('Tab');
    must(await page.evaluate(() => document.activeElement?.matches('a.skip')), 'the first thing that Tab reaches is not the skip link');
    for (let k = 0; k < 4; k++) await page.keyboard.press('Tab');
    const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    must(ring === 'solid', `what has the focus is outlined ${ring}`);
  },

  async shot({ page }, { file }) {
    await page.screenshot({ path: file, fullPage: true });
  },

  // Whatever happened, the page asked nobody but the daemon and complained of nothing
  // but that it was gone.
  async alone({ seen }, { origin }) {
    const others = seen.requests.filter((u) => new URL(u).origin !== origin);
    must(others.length === 0, `asked ${others.join(', ')}`);
    must(seen.requests.length > 10, `only ${seen.requests.length} requests were seen`);
    const complaints = seen.complaints.filter((c) => !(seen.gone && c.includes('net::ERR_CONNECTION_REFUSED')));
    must(complaints.length === 0, `the console has ${[...new Set(complaints)].join('; ')}`);
  },
};

// readability runs in the page. WCAG 2.2, 1.4.3: text has a contrast of 4.5 to what
// is behind it.
function readability() {
  const parse = (c) => (c.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const c = parse(getComputedStyle(at).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
    if (!own || !e.checkVisibility({ visibilityProperty: true }) || e.closest('.vh, noscript')) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) faint.add(`${e.localName}.${e.className} ${contrast.toFixed(1)}`);
  }
  return { overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth, faint: [...faint] };
}

// accessibility runs in the page and returns sentences about what is wrong.
function accessibility() {
  const wrong = [];
  const all = (s) => [...document.querySelectorAll(s)];
  const say = (holds, s) => holds || wrong.push(s);
  say(document.documentElement.lang, 'the page has no language');
  say(document.title, 'the page has no title');
  say(all('h1').length === 1, `${all('h1').length} first headings`);
  say(all('main').length === 1, 'not one main');
  let level = 0;
  for (const e of all('h1, h2, h3, h4')) {
    const l = Number(e.localName[1]);
    say(l <= level + 1, `heading "${e.textContent}" is ${l} after ${level}`);
    say(e.textContent.trim(), 'an empty heading');
    level = l;
  }
  for (const e of all('main > section')) say(document.getElementById(e.getAttribute('aria-labelledby'))?.textContent, `section ${e.id} has no label`);
  for (const e of all('img')) say((e.alt ?? '').length > 10, `image ${e.src} has no description`);
  for (const e of all('a')) say(e.textContent.trim() && e.getAttribute('href'), 'a link without a text or an end');
  for (const e of all('a[href^="#"]')) say(document.querySelector(e.getAttribute('href')), `${e.getAttribute('href')} leads nowhere`);
  for (const e of all('table')) {
    say(e.querySelector('caption')?.textContent, 'a table without a caption');
    const columns = e.querySelectorAll('thead th').length;
    for (const h of e.querySelectorAll('th')) say(h.scope, `heading "${h.textContent}" has no scope`);
    for (const r of e.querySelectorAll('tbody tr')) say(r.children.length === columns, `a row of ${r.children.length} in a table of ${columns}: ${e.caption.textContent}`);
    for (const n of e.querySelectorAll('.n')) say(getComputedStyle(n).textAlign === 'right', 'a number that is not on the right');
  }
  for (const e of all('[tabindex]')) say(e.getAttribute('aria-label'), 'something that takes the focus has no label');
  const ids = all('[id]').map((e) => e.id);
  say(new Set(ids).size === ids.length, 'an id twice');
  return wrong;
}

async function shot(url, file, width = '1280', height = '1566', colorScheme = 'light') {
  const b = await begin({ viewport: { width: Number(width), height: Number(height) }, colorScheme });
  try {
    await b.page.goto(url);
    await b.page.locator('[data-outcome] img[alt*="rounds"]').nth(2).waitFor({ timeout: patience });
    await b.page.locator('.agents .revealed').nth(9).waitFor({ timeout: patience });
    await b.page.evaluate(async () => {
      await Promise.all([...document.images].map((i) => i.decode()));
      scrollTo(0, 0);
    });
    await b.page.screenshot({ path: file });
  } finally {
    await b.end();
  }
}

async function serve() {
  const b = await begin({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
  try {
    for await (const line of createInterface({ input: process.stdin })) {
      const { check, ...given } = JSON.parse(line);
      let answer = { ok: true };
      try {
        await checks[check](b, given);
      } catch (e) {
        await b.page.screenshot({ path: failed, fullPage: true }).catch(() => {});
        answer = { error: `${check}: ${e.message}\nThe page is in ${failed}; its console: ${[...new Set(b.seen.complaints)].join('; ') || 'nothing'}` };
      }
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    }
  } finally {
    await b.end();
  }
}

const [command, ...rest] = process.argv.slice(2);
await (command === 'shot' ? shot(...rest) : serve());
