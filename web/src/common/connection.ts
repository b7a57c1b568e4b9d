// SPDX-License-Identifier: MIT

import { io, type Socket } from 'socket.io-client';

import type { Notices } from './notices';
import { type LinkState, type Refusal, ServerStatus, noRefusal } from './server_status';
import { clean } from './words';

const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 30000;
const NOT_FOUND = 404;
const REASON_CHARACTERS = 200;

/** The details of a failed request in the client's error, beside its message. */
interface RequestError extends Error {
  description?: unknown;
  /** That a server's own refusal has. */
  data?: { code?: unknown };
}

/** The connection to one namespace of the page's own server. It shows its state in #status-server, says what is wrong, and
    comes back by itself, under a new id. */
export class ServerConnection {
  readonly socket: Socket;
  private readonly status: ServerStatus;
  private refusals = 0;
  private timer = 0;

  /** `changed` is called when the server is there, with our id, or is not any more. */
  constructor(
    namespace: string,
    notices: Notices,
    private readonly changed: () => void = () => undefined,
  ) {
    this.status = new ServerStatus(notices, () => this.connect());
    this.socket = io(namespace, { autoConnect: false });
    this.socket.on('connect', () => this.enter('connected'));
    this.socket.on('disconnect', (reason) => this.lost(reason));
    this.socket.on('connect_error', (error: RequestError) => this.failed(error));
  }

  /** Our id at the server; null while it is away. */
  get id(): string | null {
    return this.socket.connected ? (this.socket.id ?? null) : null;
  }

  connect(): void {
    window.clearTimeout(this.timer);
    this.socket.connect();
  }

  /** Says its state in the language of now. */
  speak(): void {
    this.status.speak();
  }

  private lost(reason: string): void {
    if (reason !== 'io client disconnect') this.enter(reason === 'io server disconnect' ? 'refused' : 'lost');
  }

  private failed(error: RequestError): void {
    const missing = error.message === 'Invalid namespace' || error.description === NOT_FOUND;
    // As long as the client retries by itself, there is no answer of the server.
    const refused = !this.socket.active;
    const reason = refused ? clean(error.message, REASON_CHARACTERS) : '';
    this.enter(missing ? 'missing' : refused ? 'refused' : 'lost', { reason, full: error.data?.code === 'full' });
  }

  private enter(state: LinkState, refusal: Refusal = noRefusal): void {
    window.clearTimeout(this.timer);
    if (state === 'connected') this.refusals = 0;
    else if (!this.socket.active) this.retryLater();
    this.status.enter(state, refusal);
    this.changed();
  }

  /** A client that the server has refused or disconnected does not come back by itself. */
  private retryLater(): void {
    const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.refusals++);
    this.timer = window.setTimeout(() => this.connect(), delay * (0.75 + Math.random() / 2));
  }
}
