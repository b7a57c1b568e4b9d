// SPDX-License-Identifier: MIT
// HTTPS and wss:// of the server, with clients of others and with our booth.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import WebSocket from 'ws';

import { Callbooth } from '../support/callbooth.mjs';
import { poll } from '../support/poll.mjs';

const beside = (file) => fileURLToPath(new URL(file, import.meta.url));

describe('a server with a certificate of its own', { timeout: 120_000 }, () => {
  let folder;
  let server;
  let ca;
  let booth;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callbooth-tls-'));
    server = await Callbooth.serve(beside('tls.toml'), [], { env: { STATE_DIRECTORY: folder } });
    ca = await readFile(join(folder, 'tls', 'certificate.pem'));
  });
  afterEach(async () => {
    await booth?.stop();
    booth = null;
  });
  after(async () => {
    assert.equal((await server.stop()).code, 0, server.report());
    await rm(folder, { recursive: true });
  });

  const connect = async (id) => {
    const url = `${server.url.replace('http', 'ws')}/signaling/peerjs?key=peerjs&id=${id}&token=t`;
    const socket = new WebSocket(url, { ca });
    socket.texts = [];
    socket.on('message', (data) => socket.texts.push(JSON.parse(data)));
    await once(socket, 'open');
    return socket;
  };
  const get = (path) =>
    new Promise((resolve, reject) => {
      https.get(`${server.url}${path}`, { ca, agent: false }, (response) => resolve(response.statusCode)).on('error', reject);
    });
  const start = async (...overrides) => {
    booth = await Callbooth.run(beside('stranger.toml'), [
      `--plugin.peerjs.url=${server.url.replace('http', 'ws')}/signaling`,
      `--plugin.find.url=${server.url}/find`,
      `--plugin.turn.url=${server.url}/ice`,
      ...overrides,
    ]);
  };
  const trusting = (file) => ['peerjs', 'find', 'turn'].map((plugin) => `--plugin.${plugin}.ca-file=${file}`);

  it('convinces whoever has its certificate, by name and by address', async () => {
    assert.equal(await get('/signaling/'), 200);
    server.url = server.url.replace('127.0.0.1', 'localhost');
    assert.equal(await get('/signaling/'), 200);
    server.url = server.url.replace('localhost', '127.0.0.1');
  });

  it('shows its key to nobody', async () => {
    assert.equal((await stat(join(folder, 'tls', 'private-key.pem'))).mode & 0o777, 0o600);
  });

  it('relays a megabyte both ways', async () => {
    const [a, b] = [await connect('a'), await connect('b')];
    const payload = 'm'.repeat(1 << 20);
    for (const [from, to, dst] of [[a, b, 'b'], [b, a, 'a']]) {
      from.send(JSON.stringify({ type: 'OFFER', dst, payload }));
      await poll(() => to.texts.some((text) => text.payload === payload), `${dst} has it`);
    }
    a.terminate();
    b.terminate();
  });

  it('uses the same certificate when it is started again', async () => {
    await server.stop();
    server = await Callbooth.serve(beside('tls.toml'), [], { env: { STATE_DIRECTORY: folder } });
    assert.equal(await get('/signaling/'), 200);
  });

  it('is trusted by a booth that has its certificate', async () => {
    await start(...trusting(join(folder, 'tls', 'certificate.pem')));
    await booth.reach((board) => board['signaling.state'] === 'ready', 'the booth is ready');
    await booth.reach((board) => board['turn.servers'] === '0', 'the booth has asked for servers');
    assert.doesNotMatch(booth.lines.join('\n'), /not trusted/);
  });

  it('is not trusted by any other, which says why', async () => {
    await start();
    const why =
      'its certificate is not trusted: nobody who is trusted has signed it; ca-file = \'FILE\' trusts the certificates in a PEM file';
    for (const place of ['no connection to wss:.*', 'cannot ask https:.*/ice for servers: ']) {
      await booth.waitFor(new RegExp(place + why.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
    }
  });

  it('is trusted by a booth that trusts everybody', async () => {
    await start(...['peerjs', 'find', 'turn'].map((plugin) => `--plugin.${plugin}.verify-tls=false`));
    await booth.reach((board) => board['signaling.state'] === 'ready', 'the booth is ready');
  });

  it('is not looked for in a file without certificates', async () => {
    await start(...trusting('/dev/null'));
    await booth.waitFor(/ca-file: cannot use '\/dev\/null': /);
    assert.notEqual((await poll(() => booth.ended, 'the booth ends')).code, 0);
  });
});
