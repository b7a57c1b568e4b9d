// SPDX-License-Identifier: MIT

import { ServerConnection } from '../common/connection';
import { element } from '../common/dom';
import { remember, remembered } from '../common/memory';
import { Page } from '../common/page';
import { texts as common } from '../common/texts';
import { clean } from '../common/words';
import { Room } from './room';
import { texts } from './texts';

const NAME_CHARACTERS = 32;
const REASON_CHARACTERS = 200;
const ANSWER_TIMEOUT_MS = 10000;

/** Brings the two screens together: the one that asks for a name, and the room. */
class Chatroom {
  private readonly page = new Page([
    { keys: ['C'], meaning: () => common.shortcut.write, act: () => this.room.write() },
  ]);
  private readonly room = new Room((text) => this.say(text));
  private readonly entrance = element('entrance', HTMLFormElement);
  private readonly input = element('name', HTMLInputElement);
  private readonly server = new ServerConnection('/chatroom', this.page.notices, () => this.serverChanged());
  /** As the server has accepted it; it forgets it when we are gone. */
  private name: string | null = null;
  private inside = false;
  private refusal: string | null = null;

  start(): void {
    this.input.value = remembered('name') ?? '';
    this.entrance.addEventListener('submit', (event) => {
      event.preventDefault();
      this.ask(this.input.value.trim());
    });
    element('rename', HTMLButtonElement).addEventListener('click', () => this.leave());
    const { socket } = this.server;
    socket.on('name', (name: unknown) => typeof name === 'string' && this.enter(name));
    socket.on('nameError', (reason: unknown) => this.refuse(reason));
    socket.on('message', (author: { id?: unknown; name?: unknown } | null, text: unknown) => {
      if (this.inside) this.room.hear(author?.name, text, author?.id === this.server.id);
    });
    this.page.start(() => this.speak());
    this.input.focus();
    this.server.connect();
  }

  private speak(): void {
    this.server.speak();
    element('name-error', HTMLParagraphElement).textContent = this.refusal === null ? '' : explain(this.refusal);
  }

  private ask(name: string): void {
    this.refusal = null;
    this.speak();
    if (name) this.server.socket.emit('name', name);
  }

  private enter(name: string): void {
    const returns = this.name !== null && !this.inside;
    this.name = name;
    this.inside = true;
    this.refusal = null;
    remember('name', name);
    element('self-name', HTMLSpanElement).textContent = clean(name, NAME_CHARACTERS);
    this.show();
    if (returns) this.room.tell(texts.back);
    else this.room.write();
  }

  /** Also of the name that we had: somebody may have taken it while we were away. */
  private refuse(reason: unknown): void {
    this.refusal = clean(String(reason), REASON_CHARACTERS);
    this.leave();
  }

  private leave(): void {
    this.name = null;
    this.show();
    this.speak();
    this.input.select();
    this.input.focus();
  }

  private serverChanged(): void {
    const lost = this.inside && this.server.id === null;
    if (this.server.id === null) this.inside = false;
    else if (this.name !== null) this.server.socket.emit('name', this.name);
    if (lost && this.name !== null) this.room.tell(texts.away);
    this.show();
  }

  private show(): void {
    this.entrance.hidden = this.name !== null;
    element('chat', HTMLElement).hidden = this.name === null;
    element('enter', HTMLButtonElement).disabled = this.server.id === null;
    this.room.enable(this.inside && this.name !== null);
  }

  private say(text: string): boolean {
    if (!this.inside) return false;
    const action = { label: () => common.page.close, act: () => this.page.notices.set('unsaid', null) };
    const answered = (error: unknown, said: unknown) => {
      const refused = !error && said === false;
      this.page.notices.set('unsaid', refused ? { text: () => texts.unsaid, action } : null);
    };
    // Servers that do not answer this have not refused it.
    this.server.socket.timeout(ANSWER_TIMEOUT_MS).emit('message', text, answered);
    return true;
  }
}

/** In the language of now, where it is one of the reasons that our server has. */
function explain(reason: string): string {
  const { refusal } = texts;
  if (/visible|empty/i.test(reason)) return refusal.invisible;
  if (/32 characters|too long/i.test(reason)) return refusal.long;
  return /taken/i.test(reason) ? refusal.taken : refusal.other(reason);
}

new Chatroom().start();
