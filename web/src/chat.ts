// SPDX-License-Identifier: MIT

import { element } from './dom';

export type Author = 'me' | 'partner';

const KEPT_MESSAGES = 300;
const SHOWN_CHARACTERS = 10000;

/** The list of messages and the box for the next one. What the partner writes is text and never HTML. */
export class Chat {
  private readonly list = element('messages', HTMLOListElement);
  private readonly input = element('message', HTMLInputElement);
  private readonly button = element('send', HTMLButtonElement);

  /** `say` tells whether the text could be sent. */
  constructor(say: (text: string) => boolean) {
    element('compose', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.input.value.trim();
      if (!text || !say(text)) return;
      this.input.value = '';
      this.add('me', text);
    });
  }

  add(author: Author, text: string): void {
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 40;
    const item = document.createElement('li');
    item.className = author;
    const who = document.createElement('span');
    who.className = 'hidden-label';
    who.textContent = author === 'me' ? 'You: ' : 'Partner: ';
    const body = document.createElement('span');
    body.className = 'text';
    body.dir = 'auto';
    body.textContent = text.slice(0, SHOWN_CHARACTERS);
    item.append(who, body);
    this.list.append(item);
    while (this.list.childElementCount > KEPT_MESSAGES) this.list.firstElementChild?.remove();
    if (atEnd || author === 'me') this.list.scrollTop = this.list.scrollHeight;
  }

  clear(): void {
    this.list.replaceChildren();
  }

  /** The box itself stays usable, so that nobody loses what they are writing when a partner goes. */
  enable(enabled: boolean): void {
    this.button.disabled = !enabled;
  }
}
