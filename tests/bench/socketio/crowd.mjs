// SPDX-License-Identifier: MIT
// Clients in a process of their own: does what its parent asks, one message of `{ task, ... }` after the other.

import { once } from 'node:events';

import { frame, join } from './client.mjs';
import { Histogram } from './histogram.mjs';

const state = { clients: [], count: 0, timers: [] };
const payload = 'x'.repeat(100);

const tasks = {
  /** `count` clients more in `space`. What they get is counted. */
  async join({ url, count, space, from }) {
    const onMessage = () => ++state.count;
    while (count > 0) {
      const some = Math.min(50, count);
      count -= some;
      state.clients.push(...(await Promise.all(Array.from({ length: some }, () => join(url, { space, from, onMessage })))));
    }
  },

  /** Each client has `window` messages on their way, for ever. */
  echo({ window }) {
    const message = frame(`42["message","${payload}"]`);
    for (const client of state.clients)
      client.onMessage = () => {
        ++state.count;
        client.send(message);
      };
    for (const client of state.clients) for (let i = 0; i < window; ++i) client.send(message);
  },

  /** `talkers` clients send to all at once, and the next of them each time that as many messages have come. */
  fanOut({ talkers }) {
    const message = frame(`42["to-all","${payload}"]`);
    let next = 0;
    let missing = state.clients.length;
    const send = () => state.clients[next++ % talkers].send(message);
    const onMessage = () => {
      ++state.count;
      if (--missing > 0) return;
      missing = state.clients.length;
      send();
    };
    for (const client of state.clients) client.onMessage = onMessage;
    for (let i = 0; i < talkers; ++i) send();
  },

  /** The cursor of each client moves once a second. */
  move() {
    const perTick = state.clients.length / 100;
    let next = 0;
    let due = 0;
    const tick = () => {
      for (due += perTick; due >= 1; --due) {
        const client = state.clients[next++ % state.clients.length];
        client.send(`42/cursors,["update",{"x":${Math.random()},"y":${Math.random()}}]`);
      }
    };
    state.timers.push(setInterval(tick, 10));
  },

  /** `rate` messages a second, each of the next client, and how long their echoes take. */
  probe({ rate }) {
    const times = new Histogram();
    const message = frame(`42["message","${payload}"]`);
    let next = 0;
    for (const client of state.clients) client.onMessage = (_, text) => {
      if (!text.startsWith('42["message-back"')) return;
      times.add(performance.now() - client.sentAt);
      client.sentAt = 0;
    };
    const tick = () => {
      const client = state.clients[next++ % state.clients.length];
      if (client.sentAt > 0) return;
      client.sentAt = performance.now();
      client.send(message);
    };
    state.timers.push(setInterval(tick, 1000 / rate));
    state.times = times;
  },

  count: () => state.count,
  times: () => state.times.summary(),

  async leave() {
    state.timers.splice(0).forEach(clearInterval);
    const clients = state.clients.splice(0);
    const gone = clients.filter(({ socket }) => !socket.closed).map(({ socket }) => once(socket, 'close'));
    for (const client of clients) {
      client.onMessage = () => {};
      client.close();
    }
    await Promise.all(gone);
  },
};

process.on('message', async ({ task, ...options }) => process.send({ result: (await tasks[task](options)) ?? null }));
process.on('disconnect', () => process.exit());
