// SPDX-License-Identifier: MIT
// A signaling server that finds no partners, as PeerServer is: ours, without the messages of matchmaking.

import { once } from 'node:events';
import WebSocket, { WebSocketServer } from 'ws';

const unknown = /^\{"type":"(FIND|CANCEL-FIND)"/;

export class OldSignaling {
  /** In front of the server at `target`; `url` is its own address. */
  static async open(target) {
    const signaling = new OldSignaling(target);
    await once(signaling.server, 'listening');
    return signaling;
  }

  constructor(target) {
    this.dropped = 0;
    this.server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    this.server.on('connection', (client, request) => this.#join(client, new WebSocket(target.replace('http', 'ws') + request.url)));
  }

  get url() {
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  #join(client, server) {
    const early = [];
    const pass = (text) => (server.readyState === WebSocket.OPEN ? server.send(text) : early.push(text));
    server.on('open', () => early.splice(0).forEach(pass));
    client.on('message', (bytes) => {
      const text = bytes.toString();
      if (unknown.test(text)) this.dropped += 1;
      else pass(text);
    });
    server.on('message', (bytes) => client.send(bytes.toString()));
    for (const [one, other] of [[client, server], [server, client]]) {
      one.on('error', () => {});
      one.on('close', () => other.close());
    }
  }

  close() {
    for (const client of this.server.clients) client.terminate();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
