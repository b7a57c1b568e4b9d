// SPDX-License-Identifier: MIT
// Who gets which id, and who does not.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import WebSocket from 'ws';

import { poll } from '../support/poll.mjs';
import { Client, claim, freshId } from './client.mjs';
import * as target from './target.mjs';

const taken = { type: 'ID-TAKEN', payload: { msg: 'ID is taken' } };
const error = (msg) => ({ type: 'ERROR', payload: { msg } });

describe(`claims at ${target.name}`, { timeout: 120_000 }, () => {
  let server;
  before(async () => (server = await target.start()));
  after(() => server?.stop());

  /** The first message and the close code of a connection that is refused. */
  async function refused(query) {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/peerjs?${query}`);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const message = await new Promise((resolve, reject) => {
      socket.once('message', (data) => resolve(JSON.parse(data.toString())));
      socket.once('error', reject);
    });
    return [message, await closed];
  }

  it('opens', async () => {
    const client = await Client.open(server.url);
    assert.deepEqual(await client.drain(), []);
    await client.close();
  });

  it('refuses a connection that lacks something', async () => {
    const missing = error('No id, token, or key supplied to websocket server');
    for (const parts of [
      { id: 'a', token: undefined },
      { id: undefined, token: 't' },
      { id: 'a', token: 't', key: '' },
      { id: '', token: 't' },
      { id: 'a', token: '' },
    ]) {
      const [message, code] = await refused(claim(parts));
      assert.deepEqual(message, missing);
      assert.equal(code, target.isOurs ? 1008 : 1005); // difference 2
    }
  });

  it('refuses a wrong key', async () => {
    const [message] = await refused(claim({ id: freshId(), token: 't', key: 'wrong' }));
    assert.deepEqual(message, error('Invalid key provided'));
  });

  it('refuses an id that another token holds, and leaves its holder alone', async () => {
    const holder = await Client.open(server.url);
    const [message] = await refused(claim({ id: holder.id, token: 'another' }));
    assert.deepEqual(message, taken);
    assert.deepEqual(await holder.drain(), []);
    await holder.close();
  });

  it('lets exactly one of many simultaneous claims win', async () => {
    const id = freshId();
    const clients = Array.from({ length: 20 }, () => new Client(server.url, { id }));
    const answers = await Promise.all(clients.map((client) => client.next()));
    assert.equal(answers.filter((message) => message.type === 'OPEN').length, 1);
    assert.equal(answers.filter((message) => message.type === 'ID-TAKEN').length, 19);
    await Promise.all(clients.map((client) => client.close()));
  });

  it('frees the id of who said goodbye', async () => {
    const first = await Client.open(server.url);
    await first.close();
    // The goodbye may still be under way inside the server.
    const second = await poll(async () => {
      const client = new Client(server.url, { id: first.id });
      if ((await client.next()).type === 'OPEN') return client;
      await client.closed;
      return false;
    }, 'the id is free');
    await second.close();
  });

  it('gives a connection with the same token the id of the old one', async () => {
    const other = await Client.open(server.url);
    const old = await Client.open(server.url);
    const fresh = new Client(server.url, { id: old.id, token: old.token });
    if (target.isOurs) {
      assert.deepEqual(await fresh.next(), { type: 'OPEN' }); // difference 3
      assert.equal(await old.closed, 1000);
    } else {
      await new Promise((resolve) => fresh.socket.once('open', resolve));
      await fresh.drain();
    }
    other.send({ type: 'ANSWER', dst: old.id, payload: 1 });
    assert.deepEqual(await fresh.next(), { type: 'ANSWER', src: other.id, dst: old.id, payload: 1 });
    await old.close();
    other.send({ type: 'ANSWER', dst: old.id, payload: 2 });
    assert.equal((await fresh.next()).payload, 2, 'the end of the old connection does not end the new one');
    await Promise.all([fresh.close(), other.close()]);
  });

  it('takes ids as they are', async () => {
    const other = await Client.open(server.url);
    for (const id of ['__proto__', 'constructor', 'with space', 'dash-under_score', 'ümlaut', '{"a":1}']) {
      const client = await Client.open(server.url, { id });
      other.send({ type: 'OFFER', dst: id, payload: id });
      assert.deepEqual(await client.next(), { type: 'OFFER', src: other.id, dst: id, payload: id });
      await client.close();
    }
    await other.close();
  });

  it('refuses other WebSocket paths', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/other?${claim({ id: 'a', token: 't' })}`);
    const status = await new Promise((resolve) => {
      socket.once('unexpected-response', (_, response) => resolve(response.statusCode));
      socket.once('open', () => resolve(101));
      socket.on('error', () => {});
    });
    assert.equal(status, 400);
    socket.terminate();
  });

  it('keeps a lost id for its token', async () => {
    const lost = await Client.open(server.url);
    await lost.vanish();
    if (target.isOurs) {
      const [message] = await refused(claim({ id: lost.id, token: 'another' })); // difference 5
      assert.deepEqual(message, taken);
    }
    const back = await Client.open(server.url, { id: lost.id, token: lost.token });
    await back.close();
  });
});

describe(`limits of ${target.name}`, { skip: target.isUrl, timeout: 120_000 }, () => {
  it('refuses more than the concurrent limit', async () => {
    const server = await target.start({ limit: 2 });
    const clients = [await Client.open(server.url), await Client.open(server.url)];
    const third = new Client(server.url);
    assert.deepEqual(await third.next(), error('Server has reached its concurrent user limit'));
    await third.closed;
    await clients[0].close();
    await poll(async () => {
      const client = new Client(server.url);
      const { type } = await client.next();
      clients.push(client);
      return type === 'OPEN';
    }, 'there is room again');
    await Promise.all(clients.slice(1).map((client) => client.close()));
    await server.stop();
  });

  it('takes the key that it was given', async () => {
    const server = await target.start({ key: 'secret key' });
    const client = await Client.open(server.url, { key: 'secret key' });
    await client.close();
    assert.equal((await new Client(server.url, { key: 'peerjs' }).next()).payload.msg, 'Invalid key provided');
    await server.stop();
  });

  it('closes who sends no heartbeat, and nobody who does', async () => {
    const server = await target.start({ alive: 2 });
    const silent = await Client.open(server.url);
    const alive = await Client.open(server.url);
    const beat = setInterval(() => alive.send({ type: 'HEARTBEAT' }), 200);
    alive.send({ type: 'ANSWER', dst: silent.id });
    assert.equal((await silent.next()).type, 'ANSWER');
    await silent.closed;
    assert.deepEqual(await alive.drain(), [], 'nobody is told that a peer is gone');
    clearInterval(beat);
    await alive.close();
    await server.stop();
  });
});
