// SPDX-License-Identifier: MIT

import type { Message, ServerSocket } from '../common/server_socket';
import { clean } from '../common/words';
import { type Seat, keepSeat } from './seat';

const TEXT_CHARACTERS = 200;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 30000;

/** Why we are not in the room. The server's own texts tell the first three apart. */
export type Refusal = 'full' | 'unknown' | 'elsewhere' | 'closed' | 'other';
const refusals: Record<string, Refusal> = {
  'room is already full': 'full',
  'room does not exist': 'unknown',
  'the room is open in another place': 'elsewhere',
  'the room was closed because nobody came': 'closed',
};

export interface MembershipEvents {
  /** The room is open, and its id known. */
  opened(): void;
  /** The place in the room has to be taken by a call. */
  call(): void;
  /** The other member has left, or its connection to the server is lost. */
  partnerLeft(): void;
  /** The creator is back, and may be called. */
  partnerReturned(): void;
  refused(why: Refusal, text: string): void;
  /** A text of the operator. */
  notice(text: string): void;
  /** A message of the other member. */
  relayed(type: string, payload: unknown): void;
}

/** The page's place in a room at the server. */
export class Membership {
  /** Null in the lobby. */
  seat: Seat | null = null;
  /** The server has the room open for us, who created it. */
  open = false;
  /** What went wrong last; null when nothing did since. */
  refusal: Refusal | null = null;
  /** Who joins a room calls, again and again where that may help. */
  private wanted = false;
  private failures = 0;
  private timer = 0;

  constructor(
    private readonly socket: ServerSocket,
    private readonly events: MembershipEvents,
  ) {}

  enter(seat: Seat): void {
    this.seat = seat;
    this.wanted = true;
    keepSeat(seat);
    this.arrive();
  }

  /** Takes the place, as soon as the server is there. */
  arrive(): void {
    window.clearTimeout(this.timer);
    if (!this.seat || !this.wanted || !this.socket.open) return;
    if (this.seat.created) this.socket.send({ type: 'createRoom', token: this.seat.token });
    else this.events.call();
  }

  /** At the person's wish. */
  again(): void {
    this.wanted = true;
    this.refusal = null;
    this.failures = 0;
    this.arrive();
  }

  /** The server is away: what it knew of us is perhaps gone. */
  lost(): void {
    window.clearTimeout(this.timer);
    this.open = false;
  }

  /** Nothing more happens by itself until `again`. */
  stop(): void {
    window.clearTimeout(this.timer);
    this.wanted = false;
    this.open = false;
  }

  retry(): void {
    const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures++);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.arrive(), delay * (0.75 + Math.random() / 2));
  }

  /** There is a call. */
  succeeded(): void {
    this.refusal = null;
    this.failures = 0;
  }

  send(type: string, payload: unknown): void {
    const { seat } = this;
    if (!seat) return;
    const token = type === 'offer' && !seat.created ? { token: seat.token } : {};
    this.socket.send({ type, roomId: seat.room, payload, ...token });
  }

  heard({ type, payload, roomId }: Message): void {
    if (type === 'notice') return this.events.notice(clean(String(payload), TEXT_CHARACTERS));
    if (!this.seat) return;
    if (type === 'roomCreated') this.created(payload);
    else if (type === 'error') this.refused(clean(String(payload), TEXT_CHARACTERS));
    else if (type === 'partnerLeft') this.events.partnerLeft();
    else if (type === 'partnerReturned') this.events.partnerReturned();
    else if (typeof type === 'string' && roomId === this.seat.room) this.events.relayed(type, payload);
  }

  private created(room: unknown): void {
    if (!this.seat?.created || typeof room !== 'string') return;
    this.seat.room = room;
    this.open = true;
    this.refusal = null;
    keepSeat(this.seat);
    this.events.opened();
  }

  private refused(text: string): void {
    const why = refusals[text] ?? 'other';
    this.refusal = why;
    if (why === 'full' || why === 'unknown') this.retry();
    else this.stop();
    this.events.refused(why, text);
  }
}
