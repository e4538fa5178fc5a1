// Puts new HTML of a region in place and leaves alone what has not changed, so that what a person has typed, opened
// or focused stays. The HTML comes from the server's autoescaping templates; nothing outside is ever made into HTML here.

const made = new WeakMap(); // element or region → the HTML it was made from

const keyOf = (element) => element.dataset.key;
const sourceOf = (element) => made.get(element) ?? element.outerHTML;

/** Show `html` in a region; a region with data-list keeps its unchanged children by their data-key. */
export function show(region, html) {
  if (made.get(region) === html) return false;
  const refocus = rememberFocus(region);
  const fresh = document.createElement('template');
  fresh.innerHTML = html;
  if ('list' in region.dataset) merge(region, fresh.content);
  else region.replaceChildren(fresh.content);
  made.set(region, html);
  refocus();
  return true;
}

function merge(parent, fresh) {
  const before = new Map([...parent.children].map((child) => [keyOf(child), child]));
  const after = [...fresh.children].map((child) => settle(before.get(keyOf(child)), child));
  const staying = new Set(after);
  for (const child of [...parent.childNodes]) if (!staying.has(child)) child.remove();
  after.forEach((child, place) => {
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
  });
}

/** The element to stand for `fresh`: the old one as it is, the old one with merged children, or the new one. */
function settle(old, fresh) {
  const html = fresh.outerHTML;
  if (old && sourceOf(old) === html) {
    made.set(old, html);
    return old;
  }
  if (old && 'list' in old.dataset && 'list' in fresh.dataset) {
    merge(old, fresh);
    made.set(old, html);
    return old;
  }
  made.set(fresh, html);
  if (old) carry(old, fresh);
  return fresh;
}

/** As in Slack, what was filled into a field survives an update of its block when the ids are the same. */
function carry(old, fresh) {
  for (const field of fresh.querySelectorAll('[data-input]')) {
    const same = [...old.querySelectorAll('[data-input]')].find(
      (one) => one.dataset.actionId === field.dataset.actionId && one.dataset.el === field.dataset.el,
    );
    if (same && 'value' in field && field.type !== 'file') field.value = same.value;
    const ticks = [...field.querySelectorAll('input')];
    for (const tick of same?.querySelectorAll('input') ?? []) {
      const twin = ticks.find((one) => one.value === tick.value);
      if (twin) twin.checked = tick.checked;
    }
  }
}

function rememberFocus(region) {
  const focused = document.activeElement;
  if (!focused || focused === document.body || !region.contains(focused)) return () => {};
  const path = pathOf(focused, region);
  return () => {
    if (!focused.isConnected) region.querySelector(path)?.focus({ preventScroll: true });
  };
}

function pathOf(element, region) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const marks = [...element.attributes].filter(({ name }) => name.startsWith('data-'));
  const own = element.localName + marks.map(({ name, value }) => `[${name}="${CSS.escape(value)}"]`).join('');
  const keyed = element.parentElement?.closest('[data-key]');
  return keyed && region.contains(keyed) ? `[data-key="${CSS.escape(keyed.dataset.key)}"] ${own}` : own;
}
