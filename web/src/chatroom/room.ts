// SPDX-License-Identifier: MIT

import { sendOnEnter } from '../common/compose';
import { element, linked } from '../common/dom';
import { MessageList } from '../common/message_list';
import { RateLimit, clean } from '../common/words';
import { texts } from './texts';

const SHOWN_CHARACTERS = 2000;
const NAME_CHARACTERS = 32;
/** More than a crowd writes that anybody could read. */
const BURST_MESSAGES = 200;
const MESSAGES_PER_SECOND = 20;

/** The chat screen. What others write is text and never HTML. */
export class Room {
  private readonly list = new MessageList();
  private readonly input = element('message', HTMLTextAreaElement);
  private readonly button = element('send', HTMLButtonElement);
  private readonly limit = new RateLimit(BURST_MESSAGES, MESSAGES_PER_SECOND);

  /** `say` is true when the text could be sent. */
  constructor(private readonly say: (text: string) => boolean) {
    sendOnEnter(element('compose', HTMLFormElement), this.input, () => this.send());
  }

  write(): void {
    this.input.focus();
  }

  /** A text that was begun stays; it is for the same room. */
  enable(enabled: boolean): void {
    this.button.disabled = !enabled;
    this.input.readOnly = !enabled;
  }

  /** What anybody in the room has written, we too. */
  hear(name: unknown, text: unknown, own: boolean): void {
    if (typeof text !== 'string' || !this.limit.passes(performance.now())) return;
    const author = document.createElement('bdi');
    author.className = 'author';
    author.textContent = (typeof name === 'string' && clean(name, NAME_CHARACTERS)) || texts.unnamed;
    const body = document.createElement('span');
    body.className = 'text';
    body.dir = 'auto';
    body.append(...linked(clean(text, SHOWN_CHARACTERS)));
    this.list.append(own ? 'me' : 'partner', author, body);
  }

  tell(news: string): void {
    this.list.append('news', news);
  }

  private send(): void {
    const text = this.input.value.trim();
    if (!text || !this.say(text)) return;
    this.input.value = '';
    this.list.goToEnd();
  }
}
