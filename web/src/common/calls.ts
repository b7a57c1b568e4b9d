// SPDX-License-Identifier: MIT

import type { ConnectionState, Kind } from './types';
import type { Link, Protocol } from './call_link';

const ANSWER_TIMEOUT_MS = 15000;
/** The browser itself needs some 20 s more before it gives up a connection that went silent. */
const INTERRUPTION_MS = 6000;

export type Ending = 'ended' | 'unanswered';

export interface CallsEvents {
  send(event: string, peer: string, value: unknown): void;
  stream(stream: MediaStream | null): void;
  /** The state of the call is another one now. */
  changed(): void;
  /** The call has ended, and not by our own wish. */
  ended(how: Ending): void;
}

export interface CallsOptions {
  protocol: Protocol;
  /** Whether calls are taken. */
  answers: boolean;
  stream(): MediaStream | null;
  config: RTCConfiguration;
  ownId: () => string | null;
}

/** The one call that there can be at a time. */
export class Calls {
  peer: string | null = null;
  state: ConnectionState = 'none';
  private link: Link | null = null;
  private outgoing = false;
  private crossed = false;
  private timer = 0;

  constructor(
    private readonly options: CallsOptions,
    private readonly events: CallsEvents,
  ) {}

  call(peer: string): void {
    if (this.link === null) this.begin(peer, true);
  }

  hangUp(): void {
    window.clearTimeout(this.timer);
    const { link } = this;
    this.link = null;
    this.peer = null;
    this.state = 'none';
    link?.close();
    this.events.stream(null);
    this.events.changed();
  }

  /** A message of another page. */
  heard(event: string, peer: string, value: unknown): void {
    const { protocol } = this.options;
    const opens = protocol.opens(event, value) && !this.link?.continues?.(value);
    if (opens && this.takes(peer)) this.begin(peer, false);
    if (peer !== this.peer) return;
    // An offer that crossed ours is not taken, nor what belongs to it; the answer to ours comes after.
    if (opens && this.outgoing && this.state === 'connecting') this.crossed = true;
    if (protocol.answers(event, value)) this.crossed = false;
    if (!this.crossed) this.link?.hear(event, value);
  }

  repeat(): void {
    this.link?.repeat?.();
  }

  /** Who is not among those who are there has gone. */
  present(peers: ReadonlySet<string>): void {
    if (this.peer !== null && this.state !== 'connected' && !peers.has(this.peer)) this.end('ended');
  }

  replaceTrack(kind: Kind, track: MediaStreamTrack): void {
    this.link?.replaceTrack(kind, track);
  }

  /** A page in a call takes no other one. Of two that call each other the one with the smaller id is the caller. */
  private takes(peer: string): boolean {
    const { protocol, answers, ownId } = this.options;
    if (!answers || this.peer === null) return answers;
    if (peer !== this.peer) return false;
    if (this.state === 'connecting' && this.outgoing) return (ownId() ?? '') > peer;
    return this.state !== 'connected' || !protocol.renegotiates;
  }

  private begin(peer: string, outgoing: boolean): void {
    this.link?.close();
    this.peer = peer;
    this.outgoing = outgoing;
    this.crossed = false;
    this.enter('connecting');
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.end('unanswered'), ANSWER_TIMEOUT_MS);
    const whileItCounts = (act: () => void) => () => this.link === link && act();
    const link: Link = this.options.protocol.connect({
      outgoing,
      stream: this.options.stream(),
      config: this.options.config,
      send: (event, value) => this.peer === peer && this.events.send(event, peer, value),
      events: {
        stream: (stream) => whileItCounts(() => this.events.stream(stream))(),
        changed: (state) => whileItCounts(() => this.changed(state))(),
        ended: whileItCounts(() => this.end('ended')),
      },
    });
    this.link = link;
  }

  private changed(state: ConnectionState): void {
    if (state !== 'connecting') window.clearTimeout(this.timer);
    if (state === 'interrupted') this.timer = window.setTimeout(() => this.end('ended'), INTERRUPTION_MS);
    this.enter(state);
  }

  private enter(state: ConnectionState): void {
    this.state = state;
    this.events.changed();
  }

  private end(how: Ending): void {
    this.hangUp();
    this.events.ended(how);
  }
}
