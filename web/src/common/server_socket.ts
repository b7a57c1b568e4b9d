// SPDX-License-Identifier: MIT

import { type LinkState, type Refusal, noRefusal } from './server_status';
import { clean } from './words';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30000;
const OPEN_TIMEOUT_MS = 10000;
const LOOK_TIMEOUT_MS = 5000;
/** A connection that lasted so long was a good one: after it the waits are short again. */
const STABLE_MS = 5000;
const REASON_CHARACTERS = 200;
const NOT_FOUND = 404;
/** Close codes (RFC 6455 section 7.4.1, and IANA's registry for the latter). */
const POLICY = 1008;
const TRY_AGAIN = 1013;

export type Message = Record<string, unknown>;

export interface ServerSocketEvents {
  message(message: Message): void;
  changed(state: LinkState, refusal: Refusal): void;
}

/** A bare WebSocket to a path of the page's own server, with a JSON object a message. It comes back by itself. */
export class ServerSocket {
  private socket: WebSocket | null = null;
  private openedAt = 0;
  private failures = 0;
  private timer = 0;
  /** The server's words before it closes the connection. */
  private error = '';

  constructor(
    private readonly path: string,
    private readonly events: ServerSocketEvents,
  ) {
    window.addEventListener('online', () => !this.open && this.connect());
  }

  get open(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** Anew, also where there is a connection. */
  connect(): void {
    window.clearTimeout(this.timer);
    const former = this.socket;
    const socket = (this.socket = new WebSocket(addressOf(this.path)));
    former?.close();
    this.openedAt = 0;
    this.error = '';
    this.timer = window.setTimeout(() => this.closed(socket, 0), OPEN_TIMEOUT_MS);
    socket.onopen = () => socket === this.socket && this.opened();
    socket.onmessage = ({ data }) => socket === this.socket && this.heard(data);
    socket.onclose = ({ code }) => this.closed(socket, code);
  }

  send(message: Message): void {
    if (this.open) this.socket?.send(JSON.stringify(message));
  }

  private opened(): void {
    window.clearTimeout(this.timer);
    this.openedAt = Date.now();
    this.events.changed('connected', noRefusal);
  }

  private heard(data: unknown): void {
    const message = parse(data);
    if (!message) return;
    if (message['type'] === 'error') this.error = clean(String(message['payload']), REASON_CHARACTERS);
    this.events.message(message);
  }

  private closed(socket: WebSocket, code: number): void {
    if (socket !== this.socket) return;
    this.socket = null;
    socket.close();
    const wasGood = this.openedAt > 0 && Date.now() - this.openedAt > STABLE_MS;
    this.failures = wasGood ? 0 : this.failures + 1;
    this.retryLater();
    if (this.openedAt === 0) void this.explain();
    else if (code !== POLICY && code !== TRY_AGAIN) this.events.changed('lost', noRefusal);
    else this.events.changed('refused', { reason: this.error, full: code === TRY_AGAIN });
  }

  private retryLater(): void {
    const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.connect(), delay * (0.75 + Math.random() / 2));
  }

  /** A browser does not say why a WebSocket cannot be opened; an ordinary request tells. */
  private async explain(): Promise<void> {
    const isMissing = await fetch(this.path, { cache: 'no-store', signal: AbortSignal.timeout(LOOK_TIMEOUT_MS) })
      .then(({ status }) => status === NOT_FOUND)
      .catch(() => false);
    if (!this.open) this.events.changed(isMissing ? 'missing' : 'lost', noRefusal);
  }
}

function addressOf(path: string): URL {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return url;
}

function parse(data: unknown): Message | null {
  try {
    const value: unknown = typeof data === 'string' ? JSON.parse(data) : null;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Message) : null;
  } catch {
    return null;
  }
}
