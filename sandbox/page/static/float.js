// What floats: menus (overflow, message actions) and lists of suggestions (external selects, @mentions).

let count = 0;

function openPop(anchor, role, label) {
  const pop = document.createElement('div');
  pop.className = 'pop';
  pop.setAttribute('role', role);
  pop.setAttribute('aria-label', label);
  pop.popover = role === 'menu' ? 'auto' : 'manual';
  pop.id = `pop-${(count += 1)}`;
  (anchor.closest('dialog') ?? document.body).append(pop);
  return pop;
}

/** Next to its anchor, above it when there is no room below. */
function place(pop, anchor, alignRight) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = pop;
  const left = alignRight ? box.right - width : box.left;
  const top = box.bottom + height + 8 > innerHeight && box.top > height ? box.top - height - 4 : box.bottom + 4;
  pop.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  pop.style.top = `${Math.max(8, top)}px`;
}

/** A menu with the items of the <template> after `button`; `choose` gets the item. Arrows, Home, End, Esc, typing away. */
export function menu(button, choose) {
  const pop = openPop(button, 'menu', button.getAttribute('aria-label') ?? 'Menu');
  pop.append(button.nextElementSibling.content.cloneNode(true));
  const items = [...pop.querySelectorAll('[role=menuitem]')];
  const go = (place) => items[(place + items.length) % items.length]?.focus();
  pop.addEventListener('keydown', (event) => {
    const here = items.indexOf(document.activeElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) event.preventDefault(), go(to);
    if (event.key === 'Tab') pop.hidePopover();
    if (event.key === 'Escape') event.stopPropagation(), event.preventDefault(), pop.hidePopover();
  });
  pop.addEventListener('toggle', ({ newState }) => {
    if (newState === 'open') return;
    button.setAttribute('aria-expanded', 'false');
    if (pop.contains(document.activeElement) || document.activeElement === document.body) button.focus();
    pop.remove();
  });
  pop.addEventListener('click', (event) => {
    const item = event.target.closest('[role=menuitem]');
    if (!item) return;
    pop.hidePopover();
    choose(item);
  });
  pop.showPopover();
  place(pop, button, true);
  button.setAttribute('aria-expanded', 'true');
  go(0);
}

/** Suggestions under (or above) a text field. `items` are {label, small?, …}; `pick` gets the chosen one. */
export class Suggestions {
  constructor(field, pick) {
    Object.assign(this, { field, pick, items: [], at: 0, pop: null });
  }

  get open() {
    return this.pop !== null;
  }

  show(items, empty = '') {
    if (!items.length && !empty) return this.hide();
    this.items = items;
    this.at = 0;
    if (!this.pop) {
      this.pop = openPop(this.field, 'listbox', 'Suggestions');
      this.pop.addEventListener('mousedown', (event) => {
        event.preventDefault(); // the field keeps the focus
        const option = event.target.closest('[role=option]');
        if (option) this.take(Number(option.dataset.place));
      });
      this.pop.showPopover();
    }
    this.pop.replaceChildren(...(items.length ? items.map((item, n) => this.option(item, n)) : [emptyLine(empty)]));
    this.pop.style.minWidth = `${Math.min(this.field.offsetWidth, 340)}px`;
    place(this.pop, this.field, false);
    this.field.setAttribute('aria-controls', this.pop.id);
    this.field.setAttribute('aria-expanded', 'true');
    this.mark(0);
  }

  option(item, n) {
    const option = document.createElement('div');
    Object.assign(option, { id: `${this.pop.id}-${n}`, textContent: item.label });
    option.setAttribute('role', 'option');
    option.dataset.place = n;
    if (item.small) {
      const small = document.createElement('small');
      small.textContent = item.small;
      option.append(small);
    }
    return option;
  }

  mark(n) {
    if (!this.items.length) return;
    this.at = (n + this.items.length) % this.items.length;
    [...this.pop.children].forEach((one, place) => one.setAttribute('aria-selected', String(place === this.at)));
    this.pop.children[this.at].scrollIntoView({ block: 'nearest' });
    this.field.setAttribute('aria-activedescendant', `${this.pop.id}-${this.at}`);
  }

  take(n) {
    const item = this.items[n];
    this.hide();
    if (item) this.pick(item);
  }

  hide() {
    this.pop?.remove();
    this.pop = null;
    this.field.setAttribute('aria-expanded', 'false');
    this.field.removeAttribute('aria-activedescendant');
  }

  /** True when the key was for the list. */
  key(event) {
    if (!this.open) return false;
    if (event.key === 'ArrowDown') this.mark(this.at + 1);
    else if (event.key === 'ArrowUp') this.mark(this.at - 1);
    else if ((event.key === 'Enter' || event.key === 'Tab') && this.items.length) this.take(this.at);
    else if (event.key === 'Escape') this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}

function emptyLine(words) {
  const line = document.createElement('div');
  line.className = 'none';
  line.textContent = words;
  return line;
}
