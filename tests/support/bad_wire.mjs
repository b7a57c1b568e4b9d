// SPDX-License-Identifier: MIT
// A WebSocket proxy that loses, delays and doubles what peers tell each other.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

const relayed = new Set(['OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE']);

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export class BadWire {
  /** Between those who connect to `url` and the server that `target()` names at that moment. */
  static async open(target, random) {
    const wire = new BadWire(target, random);
    wire.http.listen(0, '127.0.0.1');
    await once(wire.http, 'listening');
    wire.url = `ws://127.0.0.1:${wire.http.address().port}`;
    return wire;
  }

  constructor(target, random) {
    this.random = random;
    this.bad = false;
    this.counts = { passed: 0, lost: 0, delayed: 0, doubled: 0 };
    this.pairs = new Set();
    this.http = createServer();
    this.server = new WebSocketServer({ server: this.http });
    this.server.on('connection', (near, request) => this.#join(near, new WebSocket(target() + request.url)));
  }

  close() {
    for (const [near, far] of this.pairs) {
      near.terminate();
      far.terminate();
    }
    this.server.close();
    this.http.close();
  }

  #join(near, far) {
    const pair = [near, far];
    this.pairs.add(pair);
    const early = [];
    far.on('open', () => early.splice(0).forEach((text) => this.#carry(far, text)));
    near.on('message', (data) => (far.readyState === WebSocket.OPEN ? this.#carry(far, `${data}`) : early.push(`${data}`)));
    far.on('message', (data) => this.#carry(near, `${data}`));
    for (const [one, other] of [pair, [far, near]]) {
      one.on('error', () => {});
      one.on('close', () => {
        other.terminate();
        this.pairs.delete(pair);
      });
    }
  }

  #carry(to, text) {
    const deliver = () => to.readyState === WebSocket.OPEN && to.send(text);
    const fate = this.bad && relayed.has(JSON.parse(text).type) ? this.random() : 1;
    if (fate < 0.05) {
      ++this.counts.lost;
    } else if (fate < 0.2) {
      ++this.counts.delayed;
      setTimeout(deliver, this.random() * 400);
    } else if (fate < 0.3) {
      ++this.counts.doubled;
      deliver();
      setTimeout(deliver, this.random() * 400);
    } else {
      ++this.counts.passed;
      deliver();
    }
  }
}
