// SPDX-License-Identifier: MIT

import { type MediaConnection, Peer } from 'peerjs';

import { serverOptions } from '../common/peer_server';
import type { ConnectionState, Kind } from '../common/types';

const RETRY_MS = 2000;
const OPEN_TIMEOUT_MS = 8000;
const CONNECT_TIMEOUT_MS = 15000;
/** The browser itself needs some 20 s more before it gives up a connection that went silent. */
const INTERRUPTION_MS = 6000;

export interface CallerEvents {
  /** Our id at the PeerServer is another one, or not known any more (null). */
  opened(id: string | null): void;
  changed(): void;
  stream(stream: MediaStream | null): void;
  /** The call has ended, and not by our own wish. */
  ended(): void;
}

/** PeerJS: our id at the PeerServer, and one call at a time. */
export class Caller {
  id: string | null = null;
  state: ConnectionState = 'none';
  private peer: Peer | null = null;
  private current: MediaConnection | null = null;
  private retry = 0;
  private deadline = 0;

  constructor(
    private readonly stream: MediaStream,
    private readonly config: RTCConfiguration,
    private readonly events: CallerEvents,
  ) {}

  /** Connects to the PeerServer, and again whenever it is away. */
  open(): void {
    window.clearTimeout(this.retry);
    const former = this.peer;
    this.peer = null;
    former?.destroy();
    const peer = (this.peer = new Peer(serverOptions(this.config)));
    peer.on('open', (id) => peer === this.peer && this.opened(id));
    peer.on('call', (call) => (peer === this.peer && this.current === null ? this.answer(call) : call.close()));
    peer.on('disconnected', () => peer === this.peer && this.lost(peer));
    // 'disconnected' follows where it matters; what concerns a call ends that.
    peer.on('error', (error) => error.type === 'peer-unavailable' && this.end());
    this.retry = window.setTimeout(() => this.reopen(peer), OPEN_TIMEOUT_MS);
  }

  call(peer: string): void {
    this.hangUp();
    const call = this.peer?.call(peer, this.stream);
    if (call) this.use(call);
  }

  hangUp(): void {
    window.clearTimeout(this.deadline);
    const call = this.current;
    this.current = null;
    call?.close();
    this.enter('none');
    this.events.stream(null);
  }

  /** With whom the call is, or is being made. */
  get partner(): string | null {
    return this.current?.peer ?? null;
  }

  replaceTrack(kind: Kind, track: MediaStreamTrack): void {
    const senders = this.current?.peerConnection?.getSenders() ?? [];
    const sender = senders.find((candidate) => candidate.track?.kind === kind);
    void sender?.replaceTrack(track).catch(() => undefined);
  }

  private opened(id: string): void {
    window.clearTimeout(this.retry);
    this.id = id;
    this.events.opened(id);
  }

  /** A call that runs goes on without the server; a new id would end it. */
  private lost(peer: Peer): void {
    window.clearTimeout(this.retry);
    this.id = null;
    this.retry = window.setTimeout(() => this.reopen(peer), RETRY_MS);
    this.events.opened(null);
  }

  private reopen(peer: Peer): void {
    if (peer !== this.peer) return;
    if (this.current === null || peer.destroyed) return this.open();
    peer.reconnect();
    this.retry = window.setTimeout(() => this.reopen(peer), OPEN_TIMEOUT_MS);
  }

  private answer(call: MediaConnection): void {
    this.use(call);
    call.answer(this.stream);
  }

  private use(call: MediaConnection): void {
    this.current = call;
    this.enter('connecting');
    this.deadline = window.setTimeout(() => this.current === call && this.end(), CONNECT_TIMEOUT_MS);
    call.on('stream', (stream) => this.current === call && this.events.stream(stream));
    call.on('iceStateChanged', (state) => this.current === call && this.iceChanged(state));
    call.on('close', () => this.current === call && this.end());
    call.on('error', () => this.current === call && this.end());
  }

  private iceChanged(state: RTCIceConnectionState): void {
    if (state === 'failed' || state === 'closed') return this.end();
    const interrupted = state === 'disconnected';
    if (!interrupted && state !== 'connected' && state !== 'completed') return;
    window.clearTimeout(this.deadline);
    if (interrupted) this.deadline = window.setTimeout(() => this.end(), INTERRUPTION_MS);
    this.enter(interrupted ? 'interrupted' : 'connected');
  }

  private enter(state: ConnectionState): void {
    this.state = state;
    this.events.changed();
  }

  private end(): void {
    if (this.current === null) return;
    this.hangUp();
    this.events.ended();
  }
}
