// SPDX-License-Identifier: MIT
// A PeerServer client that sees every byte: raw HTTP, and WebSockets without peerjs on top.

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';

import WebSocket from 'ws';

/** One HTTP request: `{status, headers, body}`. */
export function request(url, { method = 'GET', headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const sent = http.request(url, { method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** An id that no other test uses. */
export const freshId = (prefix = 'peer') => `${prefix}-${randomUUID()}`;

export const claim = ({ key = 'peerjs', id, token }) =>
  Object.entries({ key, id, token, version: '1.5.5' })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');

export class Client {
  /** Connects to `url`, as `options` claim; `open()` waits for OPEN. */
  constructor(url, { id = freshId(), token = randomUUID(), key } = {}) {
    this.id = id;
    this.token = token;
    this.messages = [];
    this.waiting = [];
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/peerjs?${claim({ key, id, token })}`);
    this.closed = new Promise((resolve) => this.socket.once('close', (code) => resolve(code)));
    this.socket.on('error', () => {}); // `closed` says it
    this.socket.on('message', (data) => {
      const message = JSON.parse(data.toString());
      const next = this.waiting.shift();
      if (next) next(message);
      else this.messages.push(message);
    });
  }

  static async open(url, options) {
    const client = new Client(url, options);
    const first = await client.next();
    if (first.type !== 'OPEN') throw new Error(`instead of OPEN: ${JSON.stringify(first)}`);
    return client;
  }

  /** The next message, or an error when the connection ends or nothing comes. */
  async next(timeout = 20_000) {
    if (this.messages.length > 0) return this.messages.shift();
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no message for ${timeout} ms`)), timeout);
    });
    const ended = this.closed.then((code) => {
      throw new Error(`closed with ${code} instead of a message`);
    });
    try {
      return await Promise.race([new Promise((resolve) => this.waiting.push(resolve)), late, ended]);
    } finally {
      clearTimeout(timer);
    }
  }

  send(message) {
    this.socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  /** Sends a message to itself through the server; all that came before it is returned. Order is kept, so that
   * nothing else is still on its way: a proof of silence without waiting. */
  async drain() {
    const mark = randomUUID();
    this.send({ type: 'CANDIDATE', dst: this.id, payload: mark });
    const before = [];
    for (;;) {
      const message = await this.next();
      if (message.payload === mark) return before;
      before.push(message);
    }
  }

  /** Says goodbye. */
  async close() {
    this.socket.close(1000);
    await this.closed;
  }

  /** Is gone without a goodbye. */
  async vanish() {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, 'open');
    this.socket.terminate();
    await this.closed;
  }
}
