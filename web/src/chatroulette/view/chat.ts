// SPDX-License-Identifier: MIT

import { sendOnEnter } from '../../common/compose';
import { element, linked } from '../../common/dom';
import { MessageList } from '../../common/message_list';
import { texts as common } from '../../common/texts';
import { RateLimit, clean } from '../../common/words';
import { texts } from '../texts';
import { Draft } from './draft';

type Author = 'me' | 'partner';

export interface ChatEvents {
  /** True when the text could be sent. */
  say(text: string): boolean;
  typing(typing: boolean): void;
}

const KEPT_MARKS = 300;
/** As the message box allows. */
const SHOWN_CHARACTERS = 2000;
const BURST_MESSAGES = 60;
const MESSAGES_PER_SECOND = 5;
/** Typing is said again while it lasts, and is over when it was not for as long as SHOWN. */
const TYPING_REPEAT_MS = 2500;
const TYPING_PAUSE_MS = 4000;
const TYPING_SHOWN_MS = 6000;

/** The list of messages and the box for the next one. What the partner writes is text and never HTML. */
export class Chat {
  private readonly list = new MessageList();
  private readonly typing = element('typing', HTMLParagraphElement);
  private readonly input = element('message', HTMLTextAreaElement);
  private readonly button = element('send', HTMLButtonElement);
  private readonly draft = new Draft(this.input);
  private undelivered: HTMLElement[] = [];
  private delivered = 0;
  private limit = new RateLimit(BURST_MESSAGES, MESSAGES_PER_SECOND);
  private flooded = false;
  private saidTyping = -Infinity;
  private pause = 0;
  private shownTyping = 0;

  constructor(private readonly events: ChatEvents) {
    sendOnEnter(element('compose', HTMLFormElement), this.input, () => this.send());
    this.input.addEventListener('input', () => this.wrote());
  }

  write(): void {
    this.input.focus();
  }

  /** False for what is too much to be shown. */
  hear(text: string): boolean {
    this.showTyping(false);
    if (this.limit.passes(performance.now())) {
      this.add('partner', text);
      return true;
    }
    if (!this.flooded) this.list.append('flood', texts.flood);
    this.flooded = true;
    return false;
  }

  /** The partner has so many of our messages. */
  markDelivered(count: number): void {
    for (; this.delivered < count && this.undelivered.length > 0; ++this.delivered) {
      const mark = this.undelivered.shift();
      if (mark) mark.textContent = texts.delivered;
    }
  }

  showTyping(typing: boolean): void {
    window.clearTimeout(this.shownTyping);
    this.typing.textContent = typing ? texts.typing : '';
    if (typing) this.shownTyping = window.setTimeout(() => this.showTyping(false), TYPING_SHOWN_MS);
  }

  /** The call is over, and `reason` says why; null for a call that did not come about. */
  end(reason: string | null): void {
    this.showTyping(false);
    this.stopTyping();
    if (reason !== null) this.list.append('note', reason);
  }

  clear(): void {
    this.list.clear();
    this.showTyping(false);
    this.stopTyping();
    this.undelivered = [];
    this.delivered = 0;
    this.limit = new RateLimit(BURST_MESSAGES, MESSAGES_PER_SECOND);
    this.flooded = false;
  }

  /** `partner` gets the messages, as soon as there is a connection; null while there is none. */
  address(partner: string | null, connected: boolean): void {
    this.draft.address(connected ? partner : null);
    this.button.disabled = !connected;
    this.input.placeholder = connected ? common.page.writeMessage : texts.nobodyToWrite;
  }

  private send(): void {
    const text = this.input.value.trim();
    if (!text || !this.events.say(text)) return;
    this.input.value = '';
    this.stopTyping();
    this.list.goToEnd();
    const item = this.add('me', text);
    const mark = document.createElement('span');
    mark.className = 'mark';
    item.append(mark);
    this.undelivered.push(mark);
    if (this.undelivered.length <= KEPT_MARKS) return;
    this.undelivered.shift();
    this.delivered += 1;
  }

  private wrote(): void {
    window.clearTimeout(this.pause);
    if (!this.input.value.trim()) return this.stopTyping();
    this.pause = window.setTimeout(() => this.stopTyping(), TYPING_PAUSE_MS);
    if (performance.now() - this.saidTyping < TYPING_REPEAT_MS) return;
    this.saidTyping = performance.now();
    this.events.typing(true);
  }

  private stopTyping(): void {
    window.clearTimeout(this.pause);
    if (this.saidTyping !== -Infinity) this.events.typing(false);
    this.saidTyping = -Infinity;
  }

  private add(author: Author, text: string): HTMLElement {
    const who = document.createElement('span');
    who.className = 'hidden-label';
    who.textContent = texts.page[author === 'me' ? 'you' : 'them'];
    const body = document.createElement('span');
    body.className = 'text';
    body.dir = 'auto';
    body.append(...linked(clean(text, SHOWN_CHARACTERS)));
    return this.list.append(author, who, body);
  }
}
