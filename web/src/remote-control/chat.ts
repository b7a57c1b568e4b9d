// SPDX-License-Identifier: MIT

import { sendOnEnter } from '../common/compose';
import { element, linked } from '../common/dom';
import { MessageList } from '../common/message_list';
import { RateLimit, clean } from '../common/words';

const SHOWN_CHARACTERS = 2000;
const BURST_MESSAGES = 60;
const MESSAGES_PER_SECOND = 5;

/** What the two in the call write, and the box for the booth's next line. */
export class Chat {
  private readonly list = new MessageList();
  private readonly input = element('message', HTMLTextAreaElement);
  private readonly limit = new RateLimit(BURST_MESSAGES, MESSAGES_PER_SECOND);

  /** `say` is true once the text was sent. */
  constructor(private readonly say: (text: string) => Promise<boolean>) {
    sendOnEnter(element('compose', HTMLFormElement), this.input, () => void this.send());
  }

  write(): void {
    this.input.focus();
  }

  add(author: 'me' | 'partner', text: unknown): void {
    if (typeof text !== 'string' || !this.limit.passes(performance.now())) return;
    const body = document.createElement('span');
    body.className = 'text';
    body.dir = 'auto';
    body.append(...linked(clean(text, SHOWN_CHARACTERS)));
    this.list.append(author, body);
  }

  clear(): void {
    this.list.clear();
  }

  private async send(): Promise<void> {
    const text = this.input.value.trim();
    if (!text || !(await this.say(text))) return;
    if (this.input.value.trim() === text) this.input.value = '';
    this.list.goToEnd();
  }
}
