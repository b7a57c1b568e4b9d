// SPDX-License-Identifier: MIT

import { type Ticket, secretOf } from './code';
import type { Wire, WireEvents } from './wire';

export type BoothState = 'connecting' | 'connected' | 'lost' | 'refused';
export type Answer = Record<string, unknown>;

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8000;
const ASK_AGAIN_MS = 5000;
const SILENCE_MS = 12000;
const PING = '{"do":"ping"}';

export interface BoothEvents {
  entered(ticket: Ticket): void;
  /** The state is another one; with `refused`, the code of the booth's refusal. */
  changed(state: BoothState, reason: string): void;
  happened(event: string, members: Answer): void;
}

/** What the booth says in words; empty for anything else. */
export function words(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

interface Question {
  resolve(result: Answer): void;
  reject(error: Error): void;
}

/** Requests to the booth, and what it tells. A connection that was lost comes back by itself; one that the booth has ended
    does not. */
export class Booth {
  private wire: Wire | null = null;
  private ticket: Ticket | null = null;
  private inside = false;
  private questions = new Map<number, Question>();
  private last = 0;
  private attempts = 0;
  private heard = 0;
  private retry = 0;

  constructor(
    private readonly open: (events: WireEvents, ticket: Ticket) => Wire,
    private readonly events: BoothEvents,
  ) {
    window.setInterval(() => this.watch(), ASK_AGAIN_MS);
    window.addEventListener('online', () => this.retryNow());
    document.addEventListener('visibilitychange', () => this.retryNow());
  }

  enter(ticket: Ticket): void {
    this.ticket = ticket;
    this.attempts = 0;
    this.hangUp();
    this.connect('connecting');
  }

  /** Rejects with the booth's own words when it did not work, or when the connection is lost. */
  ask(request: string, parameters: Answer = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (!this.inside || !this.wire) return reject(new Error('not connected'));
      const id = ++this.last;
      this.questions.set(id, { resolve, reject });
      this.wire.send(JSON.stringify({ ...parameters, id, do: request }));
    });
  }

  private connect(state: BoothState): void {
    window.clearTimeout(this.retry);
    if (!this.ticket || this.wire) return;
    this.heard = performance.now();
    this.events.changed(state, '');
    const wire = this.open({
      opened: () => {
        const request = { ...this.ticket, code: secretOf(this.ticket?.code ?? ''), id: 0, do: 'enter' };
        if (this.wire === wire) wire.send(JSON.stringify(request));
      },
      received: (text) => this.wire === wire && this.received(text),
      closed: () => this.wire === wire && this.lost(),
    }, this.ticket);
    this.wire = wire;
  }

  private received(text: string): void {
    this.heard = performance.now();
    const line = JSON.parse(text) as Answer;
    const { id, event, error, result } = line;
    if (event === 'dropped') return this.end('dropped', words(line.why));
    if (typeof event === 'string') return this.events.happened(event, line);
    if (!this.inside) return this.answered(line);
    const question = this.questions.get(Number(id ?? NaN));
    this.questions.delete(Number(id));
    if (error !== undefined) question?.reject(new Error(words(error)));
    else question?.resolve((result ?? {}) as Answer);
  }

  /** To our request to enter. */
  private answered({ error, code, result }: Answer): void {
    if (error !== undefined || !this.ticket) return this.end(words(code), words(error));
    const { session } = result as Answer;
    this.ticket = { ...this.ticket, session: words(session) };
    this.inside = true;
    this.attempts = 0;
    this.events.entered(this.ticket);
    this.events.changed('connected', '');
  }

  private end(reason: string, why: string): void {
    this.ticket = null;
    this.hangUp();
    this.events.changed('refused', reason === 'dropped' && why === 'the code was replaced' ? 'replaced' : reason);
  }

  private lost(): void {
    this.hangUp();
    this.events.changed('lost', '');
    const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.attempts++);
    this.retry = window.setTimeout(() => this.connect('lost'), delay);
  }

  private retryNow(): void {
    if (this.ticket && !this.wire && document.visibilityState === 'visible') this.connect('lost');
  }

  /** A phone that has left its network is not told so. */
  private watch(): void {
    if (!this.wire) return;
    if (performance.now() - this.heard > SILENCE_MS) this.lost();
    else if (this.inside) this.wire.send(PING);
  }

  private hangUp(): void {
    const wire = this.wire;
    this.wire = null;
    this.inside = false;
    wire?.close();
    const questions = [...this.questions.values()];
    this.questions.clear();
    for (const question of questions) question.reject(new Error('not connected'));
  }
}
