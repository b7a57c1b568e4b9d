// SPDX-License-Identifier: MIT

import { child, element } from './dom';
import { texts } from './texts';

export type Author = 'me' | 'partner';

const KEPT_MESSAGES = 300;
const SHOWN_CHARACTERS = 10000;
const NEAR_PIXELS = 40;

/** The list of messages and the box for the next one. What the partner writes is text and never HTML. */
export class Chat {
  private readonly box = element('messages', HTMLDivElement);
  private readonly list = child(this.box, HTMLOListElement);
  private readonly input = element('message', HTMLTextAreaElement);
  private atEnd = true;
  private readonly button = element('send', HTMLButtonElement);

  /** `say` tells whether the text could be sent. */
  constructor(say: (text: string) => boolean) {
    const form = element('compose', HTMLFormElement);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.input.value.trim();
      if (!text || !say(text)) return;
      this.input.value = '';
      this.add('me', text);
    });
    new ResizeObserver(() => this.scroll()).observe(this.box);
    this.box.addEventListener('scroll', () => (this.atEnd = this.distanceToEnd() < NEAR_PIXELS));
    this.input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }

  write(): void {
    this.input.focus();
  }

  add(author: Author, text: string): void {
    const item = document.createElement('li');
    item.className = author;
    const who = document.createElement('span');
    who.className = 'hidden-label';
    who.textContent = texts.page[author === 'me' ? 'you' : 'them'];
    const body = document.createElement('span');
    body.className = 'text';
    body.dir = 'auto';
    body.textContent = text.slice(0, SHOWN_CHARACTERS);
    item.append(who, body);
    this.list.append(item);
    while (this.list.childElementCount > KEPT_MESSAGES) this.list.firstElementChild?.remove();
    if (author === 'me') this.atEnd = true;
    this.scroll();
  }

  clear(): void {
    this.atEnd = true;
    this.list.replaceChildren();
  }

  private distanceToEnd(): number {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight;
  }

  /** To the newest message, unless the person is reading older ones. */
  private scroll(): void {
    if (this.atEnd) this.box.scrollTop = this.box.scrollHeight;
  }

  /** The box itself stays usable, so that nobody loses what they are writing when a partner goes. */
  enable(enabled: boolean): void {
    this.button.disabled = !enabled;
  }
}
