// SPDX-License-Identifier: MIT
// A service of live trades that behaves as the public one does.

import assert from 'node:assert/strict';
import { once } from 'node:events';

import { WebSocketServer } from 'ws';

/** Sends trades of the channels that its clients have subscribed to, when a test wants one. */
export class FeedService {
  static async open(port = 0) {
    const service = new FeedService();
    service.server = new WebSocketServer({ host: '127.0.0.1', port });
    await once(service.server, 'listening');
    service.server.on('connection', (socket) => service.#serve(socket));
    return service;
  }

  constructor() {
    this.connections = 0;
  }

  get port() {
    return this.server.address().port;
  }

  #serve(socket) {
    this.connections += 1;
    socket.on('error', () => {});
    socket.on('message', (bytes) => {
      const { event, data } = JSON.parse(bytes.toString());
      assert.equal(event, 'bts:subscribe');
      socket.channel = data.channel;
      socket.send(JSON.stringify({ event: 'bts:subscription_succeeded', channel: data.channel, data: {} }));
    });
  }

  subscribers(channel) {
    return [...this.server.clients].filter((socket) => socket.channel === channel);
  }

  send(channel, message) {
    for (const socket of this.subscribers(channel)) socket.send(message);
  }

  trade(channel, price) {
    const data = { id: 1, price, price_str: String(price), amount: 0.5, timestamp: '1893456000' };
    this.send(channel, JSON.stringify({ event: 'trade', channel, data }));
  }

  close() {
    for (const socket of this.server.clients) socket.terminate();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
