// Writing: messages, replies, slash commands and @mentions.

import { Suggestions } from './float.js';
import { reason, send } from './surface.js';

const MENTION = /(^|\s)@([\p{L}\d._-]*)$/u;

export class Composers {
  /** `page`: {user(), people(), refresh(), slackbot(words), said()}. */
  constructor(page) {
    this.page = page;
    this.drafts = new Map(); // place and thread → what was not sent yet
    document.addEventListener('submit', (event) => {
      if (event.target.matches('[data-composer]')) event.preventDefault(), this.post(event.target);
    });
    document.addEventListener('keydown', (event) => this.key(event));
    document.addEventListener('input', ({ target }) => this.typed(target));
    document.addEventListener('focusout', ({ target }) => target.suggestions && target.matches?.('[data-composer] textarea') && target.suggestions.hide());
  }

  key(event) {
    const field = event.target;
    if (!field.matches?.('[data-composer] textarea')) return;
    if (field.suggestions?.key(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) event.preventDefault(), this.post(field.form);
  }

  typed(field) {
    if (!field.matches?.('[data-composer] textarea')) return;
    this.drafts.set(draftKey(field.form, this.page.user()), field.value);
    const start = field.value.slice(0, field.selectionStart).match(MENTION);
    field.suggestions ??= new Suggestions(field, (item) => this.mention(field, item));
    if (!start) return field.suggestions.hide();
    const wanted = start[2].toLowerCase();
    const fits = ({ name, real_name: real }) => name.startsWith(wanted) || real.toLowerCase().split(' ').some((w) => w.startsWith(wanted));
    field.suggestions.show(this.page.people().filter(fits).slice(0, 8).map((one) => ({ label: one.real_name, small: `@${one.name}`, name: one.name })));
  }

  mention(field, { name }) {
    const before = field.value.slice(0, field.selectionStart).replace(MENTION, `$1@${name} `);
    const after = field.value.slice(field.selectionStart);
    field.value = before + after;
    field.setSelectionRange(before.length, before.length);
    this.drafts.set(draftKey(field.form, this.page.user()), field.value);
  }

  /** Put back what had been typed here before. */
  restore() {
    for (const form of document.querySelectorAll('[data-composer]')) {
      const field = form.querySelector('textarea');
      field.value ||= this.drafts.get(draftKey(form, this.page.user())) ?? '';
    }
  }

  fill(text) {
    const field = document.querySelector('.main [data-composer] textarea');
    if (field) (field.value = text), field.focus();
  }

  async post(form) {
    const field = form.querySelector('textarea');
    const text = field.value.trim();
    const { channel, threadTs } = form.dataset;
    if (!text || form.getAttribute('aria-busy') === 'true') return;
    const user = this.page.user();
    const command = text.startsWith('/');
    field.value = '';
    this.drafts.delete(draftKey(form, user));
    this.page.said();
    form.setAttribute('aria-busy', 'true');
    const body = { user, channel, text, ...(threadTs ? { thread_ts: threadTs } : {}) };
    const answer = await send(`/_control/${command ? 'command' : 'message'}`, body);
    form.removeAttribute('aria-busy');
    if (!answer.ok) this.failed(form, text, command, answer);
    await this.page.refresh();
  }

  /** Slackbot has told what went wrong with a command; of all else the page tells, and the text comes back. */
  failed(form, text, command, answer) {
    if (command && answer.response) return;
    const words = command ? `${text.split(/\s/)[0]} did not work` : 'The message was not sent';
    this.page.slackbot(`${words}: ${reason(answer)}`);
    form.querySelector('textarea').value ||= text;
  }
}

const draftKey = ({ dataset }, user) => `${user} ${dataset.channel} ${dataset.threadTs ?? ''}`;
