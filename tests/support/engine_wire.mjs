// SPDX-License-Identifier: MIT
// Engine.IO without a library: requests as they are written, WebSockets packet by packet.

import assert from 'node:assert/strict';
import { connect } from 'node:net';

import { WebSocket } from 'ws';

import { poll } from './poll.mjs';

export const RS = '\x1e';

export class Wire {
  constructor(url, path) {
    this.url = url + path;
    this.open = new Set();
  }

  address(query) {
    return `${this.url}/?${new URLSearchParams({ EIO: '4', transport: 'polling', ...query })}`;
  }

  /** `query` has what differs from `EIO=4&transport=polling`. */
  async request(query = {}, options = {}) {
    const response = await fetch(this.address(query), options);
    const { status, headers } = response;
    return { status, headers, body: await response.text() };
  }

  get(sid) {
    return this.request({ sid });
  }

  async post(sid, body, options = {}) {
    return this.request({ sid }, { method: 'POST', body, headers: { 'Content-Type': 'text/plain' }, ...options });
  }

  /** GETs that wait for packets. */
  async held() {
    const text = await (await fetch(new URL('/metrics', this.url))).text();
    return Number(/^callbooth_http_held_requests (\d+)/m.exec(text)[1]);
  }

  /** A GET that waits, once the server has it. */
  async pendingGet(sid, options = {}) {
    await poll(async () => (await this.held()) === 0, 'no GET of a test before waits', 5000, 5);
    const answer = this.request({ sid }, options);
    await poll(async () => (await this.held()) === 1, 'the GET waits', 5000, 5);
    return { answer };
  }

  /** A POST of which one packet has come, and the rest never does; `started` once the server has the head. */
  halfPost(sid) {
    const { hostname, port, pathname, search } = new URL(this.address({ sid }));
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    const lines = [`POST ${pathname}${search} HTTP/1.1`, 'Host: a', 'Content-Type: text/plain', 'Content-Length: 100'];
    const started = new Promise((resolve) => socket.once('data', resolve));
    socket.write([...lines, 'Expect: 100-continue', '', '6'].join('\r\n'));
    return { started, abort: () => socket.destroy() };
  }

  /** A polling session: its sid. */
  async begin() {
    const { status, body } = await this.request();
    assert.equal(status, 200);
    assert.equal(body[0], '0');
    return JSON.parse(body.slice(1)).sid;
  }

  /** The packets of one GET. */
  async packets(sid) {
    const { status, body } = await this.get(sid);
    assert.equal(status, 200);
    return body.split(RS);
  }

  /** Waits for packets, and leaves out pings, which it answers. */
  async packet(sid) {
    for (;;) {
      const packets = await this.packets(sid);
      const others = packets.filter((packet) => packet !== '2');
      if (others.length < packets.length) await this.post(sid, '3');
      if (others.length > 0) return others.join(RS);
    }
  }

  connect(query = {}, headers = {}) {
    const peer = new WebSocketPeer(this.address({ transport: 'websocket', ...query }).replace('http', 'ws'), headers);
    this.open.add(peer);
    return peer;
  }

  /** A WebSocket beside polling, once it is open. */
  async probing(sid) {
    const peer = this.connect({ sid });
    await new Promise((resolve) => peer.socket.once('open', resolve));
    return peer;
  }

  /** A session by WebSocket that is open. */
  async connected() {
    const peer = this.connect();
    assert.match(await peer.next(), /^0\{/);
    return peer;
  }

  /** Whether a session is still there, which a POST of nothing that matters shows. */
  async isAlive(sid) {
    return (await this.post(sid, '6')).status === 200;
  }

  close() {
    for (const peer of this.open) peer.socket.terminate();
  }
}

class WebSocketPeer {
  constructor(url, headers) {
    this.messages = [];
    this.waiting = [];
    this.socket = new WebSocket(url, { headers });
    this.socket.on('message', (data, isBinary) => this.#take(isBinary ? data : data.toString()));
    this.socket.on('error', () => {});
    this.refused = new Promise((resolve) => {
      this.socket.on('unexpected-response', (_, response) => {
        let body = '';
        response.on('data', (chunk) => (body += chunk));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      });
    });
    this.closed = new Promise((resolve) => this.socket.on('close', (code) => resolve(code)));
    this.closed.then(() => this.#take(null));
  }

  #take(message) {
    const waiting = this.waiting.shift();
    if (waiting) waiting(message);
    else this.messages.push(message);
  }

  send(packet) {
    this.socket.send(packet);
  }

  /** The next message; null once it is closed. */
  next() {
    return this.messages.length > 0
      ? Promise.resolve(this.messages.shift())
      : new Promise((resolve) => this.waiting.push(resolve));
  }

  /** The same without pings, which are answered. */
  async packet() {
    for (;;) {
      const message = await this.next();
      if (message !== '2') return message;
      this.send('3');
    }
  }
}
