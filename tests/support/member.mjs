// SPDX-License-Identifier: MIT
// Somebody at the server: a WebSocket, and what our own clients and peerjs say over it.

import assert from 'node:assert/strict';

import WebSocket from 'ws';

import { poll } from './poll.mjs';

export class Member {
  /** Connects from `address`, as the trusted proxy in front of the server tells; `enter` waits for OPEN. */
  constructor(server, id, { address = '192.0.2.1', token = `token of ${id}` } = {}) {
    this.id = id;
    this.messages = [];
    const claim = new URLSearchParams({ key: 'peerjs', id, token, version: '1.5.5' });
    this.socket = new WebSocket(`${server.url.replace('http', 'ws')}/signaling/peerjs?${claim}`, {
      headers: { 'X-Forwarded-For': address },
    });
    this.socket.on('message', (data) => this.messages.push(JSON.parse(data)));
    /** The code of the close; or the status of the answer, when there is no handshake. */
    this.left = new Promise((resolve) => {
      this.socket.once('close', (code) => resolve(code));
      this.socket.once('unexpected-response', (_, response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });
    this.socket.on('error', () => {}); // `left` says it
  }

  static async enter(server, id, options) {
    const member = new Member(server, id, options);
    await member.hears('OPEN');
    return member;
  }

  say(type, payload, dst) {
    this.socket.send(JSON.stringify({ type, payload, dst }));
  }

  find(wishes) {
    this.say('FIND', wishes);
  }

  /** The payload of the first such message that nobody has waited for; it and all before are taken. */
  async hears(type) {
    const place = () => this.messages.findIndex((message) => message.type === type);
    await poll(() => place() >= 0, `${this.id} hears ${type}`).catch((error) => {
      throw new Error(`${error.message}; heard ${JSON.stringify(this.messages)}`);
    });
    return this.messages.splice(0, place() + 1).at(-1).payload;
  }

  /** Calls `other`, who answers: the two have met. */
  async meet(other) {
    this.say('OFFER', { sdp: {} }, other.id);
    await other.hears('OFFER');
    other.say('ANSWER', { sdp: {} }, this.id);
    await this.hears('ANSWER');
  }

  /** The server brings the two together, who wait alone, and they call each other. */
  async findAndMeet(other) {
    other.find();
    await other.hears('WAIT');
    this.find();
    assert.equal((await this.hears('MATCH')).peer, other.id);
    await this.meet(other);
  }

  async leave() {
    this.socket.close(1000);
    await this.left;
  }
}
