// SPDX-License-Identifier: MIT

import type { Crowd, Match, ServerMessage } from './messages';
import { Polling } from './polling';

export interface SearchEvents {
  /** To the server, over the signaling connection. */
  send(type: 'FIND' | 'CANCEL-FIND'): void;
  /** Somebody whom we have to call. */
  found(peer: string): void;
  /** Somebody whom we do not want to meet, or not any more. */
  declined(peer: string): void;
  wants(peer: string): boolean;
  /** There is something new to be shown. */
  changed(): void;
}

/** A server that knows FIND answers at once. */
const ANSWER_TIMEOUT_MS = 3000;
/** So long a partner who is to call us may take. */
const CALL_TIMEOUT_MS = 6000;
const PAUSE_MS = 1000;

/** Looks for a partner: says FIND to the server and waits to be told, or asks `/find` again and again where the server
    does not know FIND. */
export class Search {
  /** As the server counted last; null when it does not tell. */
  crowd: Crowd | null = null;
  /** False while the server fails to answer. */
  answered = true;
  private id: string | null = null;
  private token = '';
  /** As far as we know: FIND was said, and neither ended by us nor by a match. */
  private inLine = false;
  private knowsFind = true;
  private timer = 0;
  private last: Match | null = null;
  private expected: string | null = null;
  private readonly polling: Polling;

  constructor(path: string, private readonly events: SearchEvents) {
    this.polling = new Polling(path, {
      found: (peer) => events.found(peer),
      answered: (ok) => {
        this.answered = ok;
        events.changed();
      },
    });
  }

  /** Whether somebody was found who will call. */
  get expecting(): boolean {
    return this.expected !== null;
  }

  /** The match that brought us together with this peer. */
  matchWith(peer: string): Match | null {
    return this.last?.peer === peer ? this.last : null;
  }

  /** The server may be another one. */
  reconnected(): void {
    this.knowsFind = true;
    this.crowd = null;
  }

  /** Searches on behalf of `id`, which `token` proves to be ours; null stops it. The same id again changes nothing. */
  run(id: string | null, token: string): void {
    if (id === this.id) return;
    this.id = id;
    this.token = token;
    this.answered = true;
    this.polling.run(null, '');
    if (id !== null) return this.ask();
    this.rest();
    if (this.inLine) this.events.send('CANCEL-FIND');
    this.inLine = false;
  }

  /** Other wishes keep the place in the line. */
  wishesChanged(): void {
    if (this.inLine && this.knowsFind) this.ask();
  }

  heard(message: ServerMessage): void {
    if (message.type === 'wait') this.wait(message.crowd);
    if (message.type === 'match') this.meet(message.match);
    if (message.type === 'find-error') this.tryLater(message.retryMs);
  }

  /** The one who was to call us does not. */
  unreachable(peer: string): void {
    if (peer === this.expected) this.ask();
  }

  private ask(): void {
    this.rest();
    if (!this.knowsFind) return this.polling.run(this.id, this.token);
    this.inLine = true;
    this.events.send('FIND');
    this.after(ANSWER_TIMEOUT_MS, () => this.poll());
  }

  private poll(): void {
    this.knowsFind = false;
    this.crowd = null;
    this.polling.run(this.id, this.token);
  }

  /** The server knows FIND, as its answer shows, however late it comes. */
  private known(): void {
    this.knowsFind = true;
    this.answered = true;
    this.polling.run(null, '');
    this.rest();
  }

  private wait(crowd: Crowd): void {
    this.crowd = crowd;
    if (this.id === null) return;
    this.known();
    this.inLine = true;
    this.events.changed();
  }

  private meet(match: Match): void {
    const { id } = this;
    this.inLine = false;
    if (id === null) return this.events.declined(match.peer);
    this.known();
    this.last = match;
    if (!this.events.wants(match.peer)) {
      this.events.declined(match.peer);
      return this.after(PAUSE_MS, () => this.ask());
    }
    if (!match.call) {
      this.expected = match.peer;
      this.after(CALL_TIMEOUT_MS, () => this.ask());
      return this.events.changed();
    }
    this.events.found(match.peer);
    if (id === this.id) this.after(PAUSE_MS, () => this.ask());
  }

  private tryLater(retryMs: number | null): void {
    if (this.id === null) return;
    this.known();
    if (retryMs === null) this.poll();
    else this.after(retryMs, () => this.ask());
  }

  private after(delay: number, act: () => void): void {
    this.timer = window.setTimeout(act, delay);
  }

  private rest(): void {
    window.clearTimeout(this.timer);
    this.expected = null;
  }
}
