// SPDX-License-Identifier: MIT

import { Peer, type DataConnection, type MediaConnection } from 'peerjs';

import { setting } from '../../common/dom';
import { serverOptions } from '../../common/peer_server';
import { type Expulsion, type ServerMessage, readMessage, shown } from './messages';
import { noteMetadata } from './notes';

export type SignalingState =
  | { name: 'connecting' }
  | { name: 'connected'; id: string }
  | { name: 'lost'; retrySeconds: number }
  /** The server does not want us; it is not tried again by itself. */
  | { name: 'expelled'; expulsion: Expulsion; at: Date };

export interface SignalingEvents {
  changed(state: SignalingState): void;
  called(call: MediaConnection): void;
  connected(connection: DataConnection): void;
  /** What we sent to this peer did not arrive, or it wants no connection with us. */
  unreachable(peer: string): void;
  /** What our own server says beside what PeerServer knows. */
  told(message: ServerMessage): void;
}

const OPEN_TIMEOUT_MS = 8000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10000;

const REASON_TIMEOUT_MS = 5000;

/** Milliseconds before retry number `attempt` (from 0): doubling, limited, spread by `random` in 0..1. */
export function retryDelay(attempt: number, random: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt) * (0.75 + random / 2);
}

interface ProtocolMessage {
  type: string;
  src?: string;
  payload?: unknown;
}

/** The connection to the PeerServer; comes back by itself, under the same id where the server allows it. */
export class Signaling {
  state: SignalingState = { name: 'connecting' };
  private peer: Peer | null = null;
  private attempt = 0;
  private timer = 0;
  private idRefused = false;
  /** Without one there is nothing to come back as. */
  private hasId = false;

  /** `busy` tells whether a call runs, which a new id would end. `config` is read anew for each connection. */
  constructor(
    private readonly events: SignalingEvents,
    private readonly config: RTCConfiguration,
    private readonly busy: () => boolean,
  ) {
    window.addEventListener('online', () => this.state.name === 'lost' && this.connect());
  }

  get id(): string | null {
    return this.state.name === 'connected' ? this.state.id : null;
  }

  /** The secret that our id is reserved with. */
  get token(): string {
    return this.peer?.options.token ?? '';
  }

  connect(): void {
    window.clearTimeout(this.timer);
    this.enter({ name: 'connecting' });
    const peer = this.peer;
    if (peer && !peer.destroyed && this.hasId && (!this.idRefused || this.busy())) {
      this.watchOpening(peer);
      peer.reconnect();
      return;
    }
    this.peer = null; // so that the events of its end are nobody's
    peer?.destroy();
    this.idRefused = this.hasId = false;
    this.peer = this.create();
    this.watchOpening(this.peer);
  }

  call(id: string, stream: MediaStream): MediaConnection | undefined {
    return this.peer?.call(id, stream);
  }

  openChat(id: string): DataConnection | undefined {
    return this.peer?.connect(id, { serialization: 'json', reliable: true, metadata: noteMetadata });
  }

  /** A message of our own protocol, which goes to the server itself unless there is a `dst`. */
  send(message: { type: string; dst?: string; payload?: unknown }): void {
    this.peer?.socket.send(message);
  }

  /** Tells a caller at once that it need not wait: its page drops all connections with us. */
  refuse(id: string): void {
    this.send({ type: 'LEAVE', dst: id });
  }

  close(): void {
    window.clearTimeout(this.timer);
    const peer = this.peer;
    this.peer = null;
    peer?.destroy();
  }

  private create(): Peer {
    const peer = new Peer(serverOptions(this.config));
    peer.on('open', (id) => this.opened(peer, id));
    peer.on('disconnected', () => this.lost(peer));
    peer.on('call', (call) => this.events.called(call));
    peer.on('connection', (connection) => this.events.connected(connection));
    peer.on('error', (error) => {
      if (error.type === 'unavailable-id') this.idRefused = true;
    });
    peer.socket.on('message', (message: ProtocolMessage) => peer === this.peer && this.heard(message));
    return peer;
  }

  private heard(message: ProtocolMessage): void {
    // The client drops its connections on LEAVE, but emits nothing for those that were not open yet.
    if (message.src && (message.type === 'LEAVE' || message.type === 'EXPIRE')) this.events.unreachable(message.src);
    // Peers cannot say what the server says: it delivers nothing of theirs without naming them.
    const told = message.src ? null : readMessage(message);
    if (told?.type === 'expelled') this.expelled(told.expulsion);
    else if (told) this.events.told(told);
  }

  /** A server that accepts the WebSocket and stays silent, or a request that hangs, must not stop us for good. */
  private watchOpening(peer: Peer): void {
    this.timer = window.setTimeout(() => peer.disconnect(), OPEN_TIMEOUT_MS);
  }

  private opened(peer: Peer, id: string): void {
    if (peer !== this.peer) return;
    window.clearTimeout(this.timer);
    this.attempt = 0;
    this.hasId = true;
    this.enter({ name: 'connected', id });
  }

  private lost(peer: Peer): void {
    if (peer !== this.peer || this.state.name === 'expelled') return;
    const refused = this.state.name === 'connecting';
    window.clearTimeout(this.timer);
    const delay = retryDelay(this.attempt++, Math.random());
    this.timer = window.setTimeout(() => this.connect(), delay);
    this.enter({ name: 'lost', retrySeconds: Math.max(1, Math.round(delay / 1000)) });
    if (refused) void this.askWhy();
  }

  /** A WebSocket that the server refuses tells nothing; an ordinary request may. */
  private async askWhy(): Promise<void> {
    const text = await refusal(setting('signaling'));
    if (text !== null && this.peer && this.id === null) this.expelled({ kind: 'forbidden', text });
  }

  private expelled(expulsion: Expulsion): void {
    window.clearTimeout(this.timer);
    this.enter({ name: 'expelled', expulsion, at: new Date() });
    if (this.peer && !this.peer.disconnected) this.peer.disconnect();
  }

  private enter(state: SignalingState): void {
    this.state = state;
    this.events.changed(state);
  }
}

/** What the server says when it lets nobody like us in; null when it does. */
async function refusal(path: string): Promise<string | null> {
  try {
    const response = await fetch(`${path.replace(/\/$/, '')}/`, { cache: 'no-store', signal: AbortSignal.timeout(REASON_TIMEOUT_MS) });
    if (response.status !== 403) return null;
    // Whatever stands between may answer with a page of its own.
    const isText = response.headers.get('content-type')?.startsWith('text/plain') ?? true;
    return isText ? shown(await response.text()) : '';
  } catch {
    return null;
  }
}
