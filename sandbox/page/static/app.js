// The page: what is looked at, by whom, and the clock. Everything shown is drawn by the server (see ../screen.py);
// everything done goes to the control API.

import { Composers } from './composer.js';
import { menu } from './float.js';
import { show } from './patch.js';
import { Surfaces, reason, send } from './surface.js';

const region = (name) => document.querySelector(`[data-region="${name}"]`);
const log = region('log');
const status = document.getElementById('status');
const { user, at, thread } = document.body.dataset;
const state = { as: user, at, thread, newFrom: '', since: '', people: [] };
const NEVER = '0'; // no New line

// drawing

let running = null;
let again = false;

/** Ask for the screen and show it; calls while one is under way become one more round. */
function refresh() {
  again = true;
  running ??= rounds().finally(() => (running = null));
  return running;
}

async function rounds() {
  while (again) {
    again = false;
    const since = state.since;
    const wanted = { as: state.as, at: state.at, thread: state.thread, new_from: state.newFrom, since };
    const answer = await send('/page/screen', { ...wanted, seen: document.visibilityState === 'visible' });
    const left = wanted.as !== state.as || wanted.at !== state.at;
    if (!answer.regions) say('The sandbox does not answer.');
    else if (!left) draw(answer, since);
  }
}

function draw(answer, since) {
  const moved = state.drawn !== `${answer.as} ${answer.at}`;
  const end = moved || log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  Object.assign(state, { as: answer.as, at: answer.at, people: answer.people, drawn: `${answer.as} ${answer.at}` });
  if (since && state.since === since) state.since = '';
  if (moved) log.setAttribute('aria-live', 'off'); // a whole channel is not news
  log.setAttribute('role', state.at === 'home' ? 'region' : 'log');
  log.setAttribute('aria-label', state.at === 'home' ? 'Home' : 'Messages');
  if (moved) clearLocal();
  for (const [name, html] of Object.entries(answer.regions)) if (name !== 'arrivals' || since) show(region(name), html);
  region('thread').hidden = !state.thread;
  surfaces.stack();
  composers.restore();
  state.newFrom = log.querySelector('[data-key="new"]') ? answer.new_from : state.newFrom || NEVER;
  if (end) toEnd(moved);
  if (moved && state.at !== 'home') setTimeout(() => log.setAttribute('aria-live', 'polite'), 500);
  setAddress();
}

function toEnd(moved) {
  const fresh = moved && log.querySelector('[data-key="new"]');
  if (state.at === 'home') log.scrollTop = moved ? 0 : log.scrollTop;
  else if (fresh) fresh.scrollIntoView({ block: 'start' });
  else log.scrollTop = log.scrollHeight;
}

const say = (words) => (status.textContent = words);

// what only this window shows: Slackbot's words, gone on reload as in Slack

function slackbot(words) {
  const copy = document.getElementById('slackbot').content.cloneNode(true);
  copy.querySelector('.text').textContent = words;
  region('local').append(copy);
}

function clearLocal() {
  region('local').replaceChildren();
}

// where we are

function go(change, push = true) {
  Object.assign(state, { thread: '', newFrom: '' }, change);
  if (push) history.pushState(null, '', address());
  document.getElementById('side').classList.remove('open');
  if (state.at === 'home') send('/_control/home', { user: state.as }).then(refresh);
  return refresh().then(() => say(`${document.querySelector('.head h1')?.textContent.trim()}, as ${nameOf(state.as)}`));
}

const nameOf = (id) => state.people.find((one) => one.id === id)?.real_name ?? '';

function address() {
  const query = new URLSearchParams({ as: state.as, at: state.at });
  if (state.thread) query.set('thread', state.thread);
  return `/?${query}`;
}

function setAddress() {
  if (location.pathname + location.search !== address()) history.replaceState(null, '', address());
}

addEventListener('popstate', () => {
  const query = new URLSearchParams(location.search);
  go({ as: query.get('as') ?? '', at: query.get('at') ?? '', thread: query.get('thread') ?? '' }, false);
});

function openThread(ts) {
  state.thread = ts;
  refresh().then(() => region('thread').querySelector('textarea')?.focus());
}

function closeThread() {
  const back = log.querySelector(`[data-ts="${CSS.escape(state.thread)}"] .tool`);
  state.thread = '';
  refresh().then(() => back?.focus());
}

// the clock

async function moveClock(body) {
  const top = region('top');
  if (top.getAttribute('aria-busy') === 'true') return;
  const since = document.getElementById('now').dataset.now;
  const last = [...log.querySelectorAll(':scope > [data-ts]')].at(-1)?.dataset.ts;
  if (state.at !== 'home') state.newFrom = last ?? NEVER;
  top.setAttribute('aria-busy', 'true');
  say('The clock is moving.');
  const answer = await send('/_control/clock', body);
  top.removeAttribute('aria-busy');
  if (answer.ok === false) slackbot(`The clock did not move: ${reason(answer)}`);
  state.since = since;
  await refresh();
  say(`It is ${document.querySelector('#now time').textContent.trim()}. ${region('arrivals').textContent.replace(/\s+/g, ' ')}`);
}

// hands

const surfaces = new Surfaces({ user: () => state.as, refresh, complain: slackbot });
const composers = new Composers({
  user: () => state.as, people: () => state.people, refresh, slackbot, said: () => (state.newFrom = NEVER),
});

const CLICKS = {
  'a[data-at]': (link) => go({ at: link.dataset.at, ...(link.dataset.user ? { as: link.dataset.user } : {}) }),
  'button[data-thread]': (button) => openThread(button.dataset.thread),
  '[data-close-thread]': closeThread,
  '[data-menu]': (button) => menu(button, (item) => messageMenu(button.closest('article'), item)),
  '[data-advance]': (button) => moveClock({ advance: button.dataset.advance }),
  '[data-to]': (button) => moveClock({ to: button.dataset.to }),
  '[data-theme-toggle]': toggleTheme,
  '[data-drawer]': toggleDrawer,
  '[data-dismiss-hint]': dismissHint,
  '[data-dismiss-arrivals]': () => show(region('arrivals'), ''),
  '[data-try]': (button) => tryLine(button.dataset.try),
};

document.addEventListener('click', (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  for (const [selector, act] of Object.entries(CLICKS)) {
    const found = event.target.closest(selector);
    if (!found || found.closest('.pop')) continue;
    event.preventDefault();
    act(found);
    return;
  }
  if (!event.target.closest('.side')) document.getElementById('side').classList.remove('open');
});

document.addEventListener('change', ({ target }) => {
  if (target.id === 'act-as') go({ as: target.value });
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || document.querySelector('dialog[open], .pop')) return;
  if (document.getElementById('side').classList.contains('open')) toggleDrawer();
  else if (state.thread && region('thread').contains(document.activeElement)) closeThread();
});

async function messageMenu(message, { dataset }) {
  const { ts, channel } = message.dataset;
  if (dataset.thread) return openThread(ts);
  if (dataset.copy !== undefined) return navigator.clipboard?.writeText(dataset.copy).then(() => say('Copied'), () => {});
  const answer = await send('/_control/shortcut', { user: state.as, channel, ts, callback_id: dataset.shortcut });
  if (!answer.ok) slackbot(`The shortcut did not work: ${reason(answer)}`);
  return refresh();
}

function toggleTheme() {
  const dark = getComputedStyle(document.documentElement).colorScheme === 'light dark'
    ? matchMedia('(prefers-color-scheme: dark)').matches
    : document.documentElement.dataset.theme === 'dark';
  const theme = dark ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=strict`;
  say(`${theme} colours`);
}

function toggleDrawer() {
  const open = document.getElementById('side').classList.toggle('open');
  document.querySelector('[data-drawer]').setAttribute('aria-expanded', String(open));
  (open ? document.querySelector('.side a') : document.querySelector('[data-drawer]')).focus();
}

// the first minute

const HINT = 'hint dismissed';
region('hint').hidden = localStorage.getItem(HINT) !== null;

function dismissHint() {
  localStorage.setItem(HINT, 'yes');
  region('hint').hidden = true;
  document.querySelector('.composer textarea, .tabs a')?.focus();
}

async function tryLine(line) {
  if (state.at === 'home') await go({ at: 'dm' });
  composers.fill(line);
}

// start

const news = new EventSource('/page/events');
let soon = 0;
news.onmessage = () => {
  clearTimeout(soon);
  soon = setTimeout(refresh, 40);
};
news.onerror = () => (news.lost = true);
news.onopen = () => news.lost && refresh();
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && refresh());
refresh().then(() => (document.documentElement.dataset.ready = ''));
if (state.at === 'home') send('/_control/home', { user: state.as }).then(refresh);
