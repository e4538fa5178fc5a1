// Block Kit under a person's hands: buttons, menus, fields and modals, each sent to the control API as what they did.

import { Suggestions, menu } from './float.js';

const REASONS = {
  operation_timeout: 'The app did not answer within three seconds',
  dispatch_failed: 'The app did not give a valid answer',
};
export const reason = (answer) => `${REASONS[answer.error] ?? answer.message ?? 'That did not work'} (${answer.error ?? 'no answer'}).`;

/** POST to the sandbox; never throws: no server and no JSON become {ok: false, error}. */
export async function send(path, body) {
  try {
    const response = await fetch(path, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
    });
    return await response.json();
  } catch {
    return { ok: false, error: 'no_connection', message: 'The sandbox does not answer' };
  }
}

const FIELDS = '[data-el]:not([data-el=button], [data-el=overflow])';

/** What stands in a field, as the control API takes it; null for nothing. */
function valueOf(field) {
  const ticked = () => [...field.querySelectorAll('input:checked')].map((tick) => tick.value);
  switch (field.dataset.el) {
    case 'radio_buttons': return ticked()[0] ?? null;
    case 'checkboxes': return ticked();
    case 'external_select': return optionOf(field.querySelector('input'));
    case 'multi_external_select': return [...field.querySelectorAll('.chip')].map(optionOf);
    case 'datetimepicker': return field.value ? instantOf(field.value) : null;
    case 'file_input': return field.uploaded ?? [];
    default: return field.localName === 'details' ? ticked() : field.value || null;
  }
}

/** A wall-clock time of the acting person ("2026-01-26T09:30") as a Unix time. */
function instantOf(wall) {
  const zone = document.getElementById('now')?.dataset.zone || 'UTC';
  const taken = Date.parse(`${wall}:00Z`);
  const there = (at) => Date.parse(`${new Date(at).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')}Z`);
  const first = taken - (there(taken) - taken);
  return (first - (there(first) - taken)) / 1000;
}

function optionOf(one) {
  const words = one.dataset.words ?? (one.value || one.textContent);
  return one.dataset.value ? { text: { type: 'plain_text', text: words }, value: one.dataset.value } : null;
}

/** {block_id: {action_id: value}} of every field of a modal or message. */
function valuesOf(surface) {
  const values = {};
  for (const field of surface.querySelectorAll(FIELDS)) (values[field.dataset.blockId] ??= {})[field.dataset.actionId] = valueOf(field);
  return values;
}

export class Surfaces {
  /** `page`: {user(), refresh(), complain(words)}. */
  constructor(page) {
    this.page = page;
    this.dialog = document.getElementById('modal');
    document.addEventListener('click', (event) => this.clicked(event));
    document.addEventListener('change', (event) => this.changed(event));
    document.addEventListener('toggle', (event) => this.toggled(event), true);
    document.addEventListener('focusin', (event) => this.combo(event.target));
    document.addEventListener('keydown', (event) => this.entered(event));
    this.dialog.addEventListener('cancel', (event) => (event.preventDefault(), this.close()));
    this.dialog.addEventListener('submit', (event) => (event.preventDefault(), this.submit(event.target)));
  }

  // blocks

  clicked(event) {
    const element = event.target.closest('[data-el=button], [data-el=overflow], .chip, [data-close-view]');
    if (!element) return;
    if (element.matches('[data-close-view]')) this.close(element.dataset.closeView === 'all');
    else if (element.matches('.chip')) this.removeChip(element);
    else if (element.dataset.el === 'button') this.act(element);
    else menu(element, (item) => {
      if (item.dataset.url) open(item.dataset.url, '_blank', 'noopener');
      this.act(element, item.dataset.value);
    });
  }

  changed({ target }) {
    const field = target.closest(FIELDS);
    if (!field || field.matches('.combo')) return;
    if (field.dataset.el === 'file_input') this.upload(field);
    else if (field.localName === 'details') {
      field.dirty = true;
      const chosen = field.querySelectorAll('input:checked').length;
      const summary = field.firstElementChild;
      summary.textContent = chosen ? `${chosen} chosen` : summary.dataset.words;
    } else if (field.localName !== 'textarea' && !/^(text|email|url)$/.test(field.type)) this.chosen(field);
  }

  toggled({ target }) {
    if (target.matches?.('details.many') && !target.open && target.dirty) (target.dirty = false), this.chosen(target);
  }

  entered(event) {
    const field = event.target;
    if (event.key !== 'Enter' || field.localName !== 'input' || !field.closest('[data-dispatch]')) return;
    if (field.dataset.el) event.preventDefault(), this.chosen(field);
  }

  /** An input block keeps its value to itself until the submit, unless it dispatches. */
  chosen(field) {
    const asked = field.closest('.asked');
    if (!asked || 'dispatch' in asked.dataset) this.act(field, valueOf(field));
  }

  async act(element, selected) {
    if (element.getAttribute('aria-busy') === 'true') return;
    if (element.dataset.confirm && !(await this.confirmed(JSON.parse(element.dataset.confirm)))) return;
    const surface = element.closest('[data-view-id], article[data-ts]');
    const { viewId, ts, channel } = surface.dataset;
    const body = { user: this.page.user(), block_id: element.dataset.blockId, action_id: element.dataset.actionId };
    Object.assign(body, viewId ? { view_id: viewId } : { channel, ts }, selected === undefined ? {} : { selected });
    const values = valuesOf(surface);
    if (Object.keys(values).length) body.values = values;
    element.setAttribute('aria-busy', 'true');
    const answer = await send('/_control/click', body);
    element.removeAttribute('aria-busy');
    if (!answer.ok) this.complain(surface, reason(answer));
    await this.page.refresh();
  }

  complain(surface, words) {
    const place = surface.querySelector(':scope > .form-error');
    if (place) place.textContent = words;
    else this.page.complain(words);
  }

  /** The app's own question before a button does its work. */
  confirmed({ title, text, confirm, deny, style }) {
    const dialog = document.getElementById('confirm');
    const [no, yes] = dialog.querySelectorAll('button');
    dialog.querySelector('h2').textContent = title;
    dialog.querySelector('.text').textContent = text;
    no.textContent = deny || 'Cancel';
    yes.textContent = confirm || 'Yes';
    yes.className = `btn btn-${style === 'danger' ? 'danger' : 'primary'}`;
    dialog.returnValue = 'no';
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
    });
  }

  // fields with a life of their own

  combo(field) {
    const box = field.closest?.('.combo');
    if (!box || field.suggestions || field.localName !== 'input') return;
    const many = 'many' in box.dataset;
    field.suggestions = new Suggestions(field, (item) => {
      if (many) this.addChip(box, item), (field.value = '');
      else Object.assign(field.dataset, { value: item.value, words: item.label }), (field.value = item.label);
      this.chosen(box);
    });
    const ask = () => this.suggest(box, field);
    field.addEventListener('keydown', (event) => field.suggestions.key(event));
    field.addEventListener('input', () => (delete field.dataset.value, delete field.dataset.words, ask()));
    field.addEventListener('focus', ask);
    field.addEventListener('blur', () => field.suggestions.hide());
    ask();
  }

  async suggest(box, field) {
    const query = field.dataset.value ? '' : field.value;
    if (query.length < Number(box.dataset.least)) return field.suggestions.hide();
    const { viewId, ts, channel } = box.closest('[data-view-id], article[data-ts]').dataset;
    const asked = (field.asked = Symbol('asked'));
    const body = { user: this.page.user(), block_id: box.dataset.blockId, action_id: box.dataset.actionId, value: query };
    const answer = await send('/_control/suggest', Object.assign(body, viewId ? { view_id: viewId } : { channel, ts }));
    if (field.asked !== asked || document.activeElement !== field) return;
    const groups = answer.option_groups ?? [{ options: answer.options ?? [] }];
    const items = groups.flatMap(({ label, options }) =>
      options.map((one) => ({ label: one.text.text, value: one.value, small: one.description?.text ?? label?.text })));
    field.suggestions.show(items, answer.ok === false ? reason(answer) : 'No results');
  }

  addChip(box, { label, value }) {
    const chip = Object.assign(document.createElement('button'), { type: 'button', className: 'chip', textContent: label });
    chip.dataset.value = value;
    chip.setAttribute('aria-label', `Remove ${label}`);
    box.querySelector('.chips').append(chip);
  }

  removeChip(chip) {
    const box = chip.closest('.combo');
    chip.remove();
    box.querySelector('input').focus();
    this.chosen(box);
  }

  async upload(field) {
    const put = async (file) =>
      send('/_control/file', { user: this.page.user(), name: file.name, content: await file.text() });
    field.uploading = Promise.all([...field.files].map(put));
    field.uploaded = (await field.uploading).filter(({ ok }) => ok).map(({ file }) => file);
  }

  // modals

  /** Show the stack in the dialog: only its top can be seen and used. */
  stack() {
    const forms = [...this.dialog.querySelectorAll('form[data-view]')];
    const top = forms.at(-1);
    forms.forEach((form) => (form.hidden = form !== top));
    if (!top) return this.dialog.open && this.dialog.close();
    if (!this.dialog.open) this.dialog.showModal();
    if (this.top !== top || !this.dialog.contains(document.activeElement)) this.enter(top);
    this.top = top;
  }

  enter(form) {
    const first = form.querySelector('.view-blocks :is(input, select, textarea, summary, button):not([disabled])');
    (first ?? form.querySelector('footer .btn-primary, footer .btn')).focus();
  }

  async submit(form) {
    if (form.getAttribute('aria-busy') === 'true') return;
    form.setAttribute('aria-busy', 'true');
    form.querySelector('.form-error').textContent = '';
    this.errors(form, {});
    await Promise.all([...form.querySelectorAll('[data-el=file_input]')].map((field) => field.uploading));
    const body = { user: this.page.user(), view_id: form.dataset.viewId, values: valuesOf(form) };
    const answer = await send('/_control/submit', body);
    form.removeAttribute('aria-busy');
    if (answer.errors && Object.keys(answer.errors).length) this.errors(form, answer.errors);
    else if (!answer.ok) this.complain(form, reason(answer));
    await this.page.refresh();
  }

  /** Words under fields, and the first of those fields in focus. */
  errors(form, words) {
    for (const old of form.querySelectorAll('.field-error')) old.remove();
    for (const field of form.querySelectorAll('[aria-invalid]')) {
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-describedby');
    }
    const fields = Object.entries(words).map(([blockId, text]) => {
      const block = form.querySelector(`[data-block="${CSS.escape(blockId)}"] .asked`);
      if (!block) return this.complain(form, text);
      const field = block.querySelector('input, select, textarea, summary');
      const line = Object.assign(document.createElement('p'), { className: 'field-error', textContent: text });
      line.id = `${field.id || field.name}-error`;
      block.append(line);
      field.setAttribute('aria-invalid', 'true');
      field.setAttribute('aria-describedby', line.id);
      return field;
    });
    fields.find(Boolean)?.focus();
  }

  async close(all = false) {
    const top = [...this.dialog.querySelectorAll('form[data-view]')].at(-1);
    if (!top) return this.dialog.close();
    const answer = await send('/_control/close', { user: this.page.user(), view_id: top.dataset.viewId, all });
    if (!answer.ok) this.complain(top, reason(answer));
    await this.page.refresh();
  }
}
