// SPDX-License-Identifier: MIT
// Rooms by invitation as a page uses them that follows a tutorial: a bare WebSocket, and nothing that only we know,
// except where a test says so.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import WebSocket from 'ws';

import { Callbooth } from '../support/callbooth.mjs';
import { poll } from '../support/poll.mjs';

/** The page of a tutorial: shows the room, an alert, or its partner. */
class Page {
  static async open(url) {
    const page = new Page(new WebSocket(`${url.replace('http', 'ws')}/rooms`));
    await once(page.socket, 'open');
    return page;
  }

  constructor(socket) {
    this.socket = socket;
    this.alerts = [];
    this.received = [];
    socket.on('error', () => {});
    socket.on('message', (data) => this.#handle(JSON.parse(data.toString())));
    this.closed = once(socket, 'close');
  }

  #handle({ type, roomId, payload }) {
    this.received.push({ type, payload });
    if (type === 'roomCreated') this.room = payload;
    else if (type === 'error') this.alerts.push(payload);
    else if (type === 'partnerLeft') this.partner = undefined;
    else if (type === 'offer') this.#answer(roomId, payload);
    else if (type === 'answer') this.partner = payload.sdp;
  }

  // As a browser does it: candidates are found while the answer is made.
  #answer(roomId, { sdp }) {
    this.partner = sdp;
    this.send('iceCandidate', roomId, { candidate: `candidate:0 of ${this.name}` });
    this.send('answer', roomId, { type: 'answer', sdp: this.name });
    this.send('iceCandidate', roomId, { candidate: `candidate:1 of ${this.name}` });
  }

  send(type, roomId, payload) {
    this.socket.send(JSON.stringify({ type, roomId, payload }));
  }

  async create(name) {
    this.name = name;
    this.send('createRoom');
    return poll(() => this.room, 'a room');
  }

  join(room, name) {
    this.name = name;
    this.send('offer', room, { type: 'offer', sdp: name });
    for (const number of [0, 1]) this.send('iceCandidate', room, { candidate: `candidate:${number} of ${name}` });
  }

  meets(name) {
    return poll(() => this.partner === name, `${this.name} meets ${name}`);
  }

  async close() {
    this.socket.close();
    await this.closed;
  }
}

describe('rooms by invitation', { timeout: 60_000 }, () => {
  let server;
  let pages = [];
  before(async () => {
    server = await Callbooth.serve(fileURLToPath(new URL('rooms.toml', import.meta.url)));
  });
  after(async () => assert.equal((await server.stop()).code, 0, server.report()));
  afterEach(async () => {
    await Promise.all(pages.map((page) => page.close()));
    pages = [];
    await poll(async () => (await metric('callbooth_rooms_clients')) === 0, 'all have left');
  });

  const open = async (count) => {
    const opened = await Promise.all(Array.from({ length: count }, () => Page.open(server.url)));
    pages.push(...opened);
    return opened;
  };
  const metric = async (name) => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(text.split('\n').find((line) => line.startsWith(`${name}{`))?.split(' ').at(-1));
  };
  const together = async (a, b) => {
    await a.meets(b.name);
    await b.meets(a.name);
  };

  it('bring two together, and pass everything on in its order', async () => {
    const [a, b] = await open(2);
    b.join(await a.create('a'), 'b');
    await together(a, b);
    await poll(() => b.received.length === 3 && a.received.length === 4, 'all candidates');
    const shown = ({ type, payload }) => `${type} ${payload.candidate ?? payload.sdp ?? ''}`.trim();
    assert.deepEqual(b.received.map(shown), ['iceCandidate candidate:0 of a', 'answer a', 'iceCandidate candidate:1 of a']);
    assert.deepEqual(a.received.slice(1).map(shown), [
      'offer b', 'iceCandidate candidate:0 of b', 'iceCandidate candidate:1 of b',
    ]);
  });

  it('refuse a third person and unknown rooms, with one alert each', async () => {
    const [a, b, c] = await open(3);
    const room = await a.create('a');
    b.join(room, 'b');
    await together(a, b);
    c.join(room, 'c');
    c.join('no-such-room', 'c');
    await poll(() => c.alerts.length >= 2, 'both alerts');
    assert.deepEqual(c.alerts, ['room is already full', 'room does not exist']);
    assert.deepEqual([...a.alerts, ...b.alerts], []);
    assert.equal(a.partner, 'b');
  });

  it('stay open for another partner when the first one leaves', async () => {
    const [a, b, c] = await open(3);
    const room = await a.create('a');
    b.join(room, 'b');
    await together(a, b);
    b.socket.terminate();
    await poll(() => a.partner === undefined, 'a is told');
    c.join(room, 'c');
    await together(a, c);
  });

  it('end with their creator', async () => {
    const [a, b, c] = await open(3);
    const room = await a.create('a');
    b.join(room, 'b');
    await together(a, b);
    await a.close();
    await poll(() => b.partner === undefined, 'b is told');
    c.join(room, 'c');
    await poll(() => c.alerts.length === 1, 'an alert');
    assert.deepEqual(c.alerts, ['room does not exist']);
  });

  it('wait for a creator that has given a token, as our own clients do', async () => {
    const [a, b, again] = await open(3);
    const token = 'only the creator knows this';
    a.socket.send(JSON.stringify({ type: 'createRoom', token }));
    a.name = again.name = 'a';
    const room = await poll(() => a.room, 'a room');
    b.join(room, 'b');
    await together(a, b);
    a.socket.terminate();
    await poll(() => b.partner === undefined, 'b is told');
    again.socket.send(JSON.stringify({ type: 'createRoom', token }));
    assert.equal(await poll(() => again.room, 'the room'), room);
    await poll(() => b.received.at(-1).type === 'partnerReturned', 'b is told again');
    b.join(room, 'b');
    await together(again, b);
  });

  it('are known to the operator, who can send somebody away', async () => {
    const [a, b] = await open(2);
    b.join(await a.create('a'), 'b');
    await together(a, b);
    const headers = { 'X-Callbooth-Admin': '1' };
    const { peers } = await (await fetch(`${server.url}/admin/peers`, { headers })).json();
    const members = peers.filter(({ kind }) => kind === 'rooms');
    assert.equal(members.length, 2);
    const kick = `${server.url}/admin/kick?id=${members[0].id}&kind=rooms`;
    const response = await fetch(kick, { method: 'POST', headers });
    assert.equal(response.status, 200);
    await poll(() => a.socket.readyState === 3 || b.socket.readyState === 3, 'one of the two is sent away');
    await poll(() => [a, b].some(({ received }) => received.at(-1).type === 'partnerLeft'), 'the other is told');
  });

  it('survive pages that send what they should not', async () => {
    const [a, b, c] = await open(3);
    const room = await a.create('a');
    for (const bytes of ['', '{', '[]', '"x"', '{"type":{}}', `{"type":"offer","roomId":${'['.repeat(600)}`])
      c.socket.send(bytes);
    c.socket.send(Buffer.from([0xff, 0x00, 0x80]));
    c.send('partnerLeft', room);
    b.join(room, 'b');
    await together(a, b);
    assert.deepEqual(c.received, []);
  });
});
