// SPDX-License-Identifier: MIT
// Which message goes where.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';

import { Client, freshId } from './client.mjs';
import * as target from './target.mjs';

const expire = 2;

describe(`relay of ${target.name}`, { timeout: 120_000 }, () => {
  let server;
  let clients = [];
  const open = async (options) => {
    const client = await Client.open(server.url, options);
    clients.push(client);
    return client;
  };
  before(async () => (server = await target.start({ expire })));
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()));
    clients = [];
  });
  after(() => server?.stop());

  it('passes on what peers say, and says who it was', async () => {
    const [a, b] = [await open(), await open()];
    const payload = { sdp: { type: 'offer', sdp: 'v=0\r\n' }, list: [1.5, -0.25, 1e100, null, true, 'ü"\\\u0001'] };
    for (const type of ['OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE']) {
      a.send({ type, payload, dst: b.id, src: 'forged', other: { field: 1 } });
      assert.deepEqual(await b.next(), { type, src: a.id, dst: b.id, payload });
    }
  });

  it('passes on messages without a payload', async () => {
    const [a, b] = [await open(), await open()];
    a.send({ type: 'LEAVE', dst: b.id });
    assert.deepEqual(await b.next(), { type: 'LEAVE', src: a.id, dst: b.id });
  });

  it('keeps the order', async () => {
    const [a, b] = [await open(), await open()];
    for (let i = 0; i < 500; ++i) a.send({ type: 'CANDIDATE', dst: b.id, payload: i });
    for (let i = 0; i < 500; ++i) assert.equal((await b.next()).payload, i);
  });

  const limited = target.isUrl && target.isOurs && 'a server that runs already may have its default limit';
  it('passes megabytes', { skip: limited }, async () => {
    const [a, b] = [await open(), await open()];
    const payload = 'x'.repeat(3 << 20);
    a.send({ type: 'OFFER', dst: b.id, payload });
    assert.equal((await b.next()).payload.length, payload.length);
  });

  it('reads binary frames as text', async () => {
    const [a, b] = [await open(), await open()];
    a.send(Buffer.from(JSON.stringify({ type: 'ANSWER', dst: b.id, payload: 'ü' })));
    assert.deepEqual(await b.next(), { type: 'ANSWER', src: a.id, dst: b.id, payload: 'ü' });
  });

  it('ignores types that are not a client\'s', async () => {
    const [a, b] = [await open(), await open()];
    for (const type of ['OPEN', 'ERROR', 'ID-TAKEN', 'nonsense', 'offer', '', 7, null, { type: 'OFFER' }]) {
      a.send({ type, dst: b.id, payload: 1 });
    }
    a.send({ dst: b.id });
    assert.deepEqual(await a.drain(), []);
    assert.deepEqual(await b.drain(), []);
  });

  it('survives what is no message', async () => {
    const [a, b] = [await open(), await open()];
    for (const text of ['', ' ', 'x', '{', '}', '[]', '""', '1', 'true', 'null', '{}', '[{"type":"OFFER"}]', '{"type"}']) {
      a.send(text);
    }
    a.send(Buffer.from([0xff, 0xfe, 0x00]));
    a.send(`${'['.repeat(100_000)}`);
    assert.deepEqual(await a.drain(), []);
    assert.deepEqual(await b.drain(), []);
  });

  it('keeps messages for a peer that comes in time', async () => {
    const a = await open();
    const id = freshId();
    a.send({ type: 'OFFER', dst: id, payload: 1 });
    a.send({ type: 'CANDIDATE', dst: id, payload: 2 });
    a.send({ type: 'LEAVE', dst: id });
    a.send({ type: 'ANSWER', dst: id, payload: 3 });
    await a.drain();
    const b = await open({ id });
    for (const payload of [1, 2, 3]) assert.equal((await b.next()).payload, payload);
    assert.deepEqual(await b.drain(), []);
  });

  it('tells the sender once for each peer that did not come', { skip: target.isUrl }, async () => {
    const a = await open();
    const [b, c] = [freshId('b'), freshId('c')];
    for (const payload of [1, 2, 3]) a.send({ type: 'OFFER', dst: b, payload });
    a.send({ type: 'CANDIDATE', dst: c });
    const told = [await a.next(), await a.next()].sort((x, y) => (x.src < y.src ? -1 : 1));
    assert.deepEqual(told, [
      { type: 'EXPIRE', src: b, dst: a.id },
      { type: 'EXPIRE', src: c, dst: a.id },
    ]);
    assert.deepEqual(await a.drain(), []);
    const late = await open({ id: b });
    assert.deepEqual(await late.drain(), [], 'what has expired is not delivered');
  });

  it('forgets a LEAVE for who is not there', { skip: target.isUrl }, async () => {
    const a = await open();
    const [gone, marker] = [freshId(), freshId()];
    a.send({ type: 'LEAVE', dst: gone });
    a.send({ type: 'OFFER', dst: marker });
    assert.deepEqual(await a.next(), { type: 'EXPIRE', src: marker, dst: a.id });
    assert.deepEqual(await a.drain(), []);
  });

  it('tells nobody when a peer says goodbye or vanishes', async () => {
    const a = await open();
    const [polite, lost] = [await Client.open(server.url), await Client.open(server.url)];
    for (const other of [polite, lost]) {
      a.send({ type: 'OFFER', dst: other.id });
      await other.next();
      other.send({ type: 'ANSWER', dst: a.id });
      await a.next();
    }
    await polite.close();
    await lost.vanish();
    assert.deepEqual(await a.drain(), []);
  });

  it('unregisters who leaves without naming anybody', async () => {
    const a = await Client.open(server.url);
    a.send({ type: 'LEAVE' });
    if (target.isOurs) assert.equal(await a.closed, 1000); // difference 4
    else await a.drain().catch(() => {});
    const again = await open({ id: a.id });
    assert.notEqual(again.token, a.token);
    await a.close();
  });

  it('does not believe a client\'s EXPIRE', async () => {
    const [a, b] = [await open(), await open()];
    a.send({ type: 'EXPIRE', dst: b.id, src: 'somebody' });
    assert.deepEqual(await a.drain(), []);
    const believed = [{ type: 'EXPIRE', src: a.id, dst: b.id }];
    assert.deepEqual(await b.drain(), target.isOurs ? [] : believed); // difference 6
  });
});
