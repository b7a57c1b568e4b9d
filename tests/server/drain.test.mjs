// SPDX-License-Identifier: MIT
// What SIGTERM does to a server, as its clients and its supervisor see it.

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import WebSocket from 'ws';

import { Callbooth } from '../support/callbooth.mjs';
import { poll } from '../support/poll.mjs';

describe('a server that is told to end', { timeout: 120_000 }, () => {
  let server;
  const start = async (drain) => {
    server = await Callbooth.serve(fileURLToPath(new URL('drain.toml', import.meta.url)), [`--http.drain=${drain}`]);
  };
  afterEach(() => server.kill());

  const connect = (id) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/signaling/peerjs?key=peerjs&id=${id}&token=t`);
    socket.texts = [];
    socket.on('message', (data) => socket.texts.push(JSON.parse(data)));
    return socket;
  };
  /** `open`, or the status of the refusal. */
  const outcome = (socket) =>
    new Promise((resolve, reject) => {
      socket.once('open', () => resolve('open'));
      socket.once('unexpected-response', (_, response) => resolve(response.statusCode));
      socket.once('error', reject);
    });
  const closed = (socket) => new Promise((resolve) => socket.once('close', resolve));
  const readiness = async () => (await fetch(`${server.url}/readyz`)).status;
  const ended = () => poll(() => server.ended, 'the server has ended', 30_000);

  it('says so, takes nobody new and lets those finish who are there', async () => {
    await start(3600);
    const [a, b] = [connect('a'), connect('b')];
    assert.deepEqual(await Promise.all([outcome(a), outcome(b)]), ['open', 'open']);
    assert.equal(await readiness(), 200);
    server.process.kill('SIGTERM');
    await poll(async () => (await readiness()) === 503, '/readyz says 503');
    const restart = ({ type, payload }) => type === 'NOTICE' && payload.text.startsWith('The server is restarting');
    await poll(() => a.texts.some(restart) && b.texts.some(restart), 'both are told that the server restarts');
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    assert.equal(await outcome(connect('c')), 503);
    a.send(JSON.stringify({ type: 'OFFER', dst: 'b', payload: 'last words' }));
    await poll(() => b.texts.some(({ payload }) => payload === 'last words'), 'b hears a');
    a.close();
    b.close();
    assert.equal((await ended()).code, 0);
  });

  it('sends those away who stay too long', async () => {
    await start(0.2);
    const a = connect('a');
    assert.equal(await outcome(a), 'open');
    const gone = closed(a);
    server.process.kill('SIGTERM');
    assert.equal(await gone, 1001);
    assert.equal((await ended()).code, 0);
  });

  it('ends at once when it is told a second time', async () => {
    await start(3600);
    assert.equal(await outcome(connect('a')), 'open');
    server.process.kill('SIGTERM');
    await poll(async () => (await readiness()) === 503, '/readyz says 503');
    server.process.kill('SIGTERM');
    assert.equal((await ended()).code, 1);
  });

  it('does not wait on Ctrl-C', async () => {
    await start(3600);
    const a = connect('a');
    assert.equal(await outcome(a), 'open');
    const gone = closed(a);
    server.process.kill('SIGINT');
    assert.equal(await gone, 1001);
    assert.equal((await ended()).code, 0);
  });
});
