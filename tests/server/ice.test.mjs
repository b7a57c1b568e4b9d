// SPDX-License-Identifier: MIT
// The credentials that the server hands out, at a real coturn.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Callbooth } from '../support/callbooth.mjs';
import { allocate, ping } from '../support/turn.mjs';

const secret = 'shared between two servers';

const freePort = () =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });

/** A coturn of our own, with nothing but what is told here. */
async function startCoturn() {
  const folder = await mkdtemp(join(tmpdir(), 'callbooth-coturn-'));
  const port = await freePort();
  const options = {
    'listening-ip': '127.0.0.1',
    'listening-port': port,
    'relay-ip': '127.0.0.1',
    realm: 'callbooth.test',
    'static-auth-secret': secret,
    userdb: join(folder, 'users'),
    pidfile: join(folder, 'pid'),
    'log-file': 'stdout',
  };
  const flags = ['-n', '--use-auth-secret', '--no-cli', '--no-tls', '--no-dtls', '--no-tcp', '--simple-log'];
  const settings = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const coturn = spawn('turnserver', [...flags, ...settings], { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] });
  const exited = new Promise((resolve, reject) => coturn.once('exit', resolve).once('error', reject));
  await Promise.race([ping(port), exited.then((code) => Promise.reject(new Error(`turnserver exited with ${code}`)))]);
  return {
    port,
    stop: async () => {
      coturn.kill('SIGKILL'); // it has nothing to save
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

describe('the credentials of the server', { timeout: 120_000 }, () => {
  let coturn;
  let server;
  before(async () => {
    coturn = await startCoturn();
    server = await Callbooth.serve(
      fileURLToPath(new URL('ice.toml', import.meta.url)),
      [`--plugin.ice.turn=['turn:127.0.0.1:${coturn.port}']`],
      { env: { TURN_SECRET: secret } },
    );
  });
  after(async () => {
    await coturn?.stop();
    assert.equal((await server.stop()).code, 0, server.report());
    assert.doesNotMatch(server.lines.join('\n'), new RegExp(secret));
  });

  const handedOut = async (id) => {
    const response = await fetch(`${server.url}/ice?id=${id}`);
    assert.equal(response.status, 200);
    return (await response.json()).iceServers[0];
  };

  it('open a relay', async () => {
    const turn = await handedOut('visitor');
    assert.deepEqual(turn.urls, [`turn:127.0.0.1:${coturn.port}`]);
    assert.match(turn.username, /^\d+:visitor$/);
    const { port, error } = await allocate(coturn.port, turn);
    assert.equal(error, undefined);
    assert.ok(port > 0);
  });

  it('are good for nobody else', async () => {
    const turn = await handedOut('visitor');
    assert.equal((await allocate(coturn.port, { ...turn, username: `${turn.username}2` })).error, 401);
    assert.equal((await allocate(coturn.port, { ...turn, credential: 'guess' })).error, 401);
  });

  it('are good for nothing when they have expired', async () => {
    const username = `${Math.floor(Date.now() / 1000) - 10}:visitor`;
    const credential = createHmac('sha1', secret).update(username).digest('base64');
    assert.equal((await allocate(coturn.port, { username, credential })).error, 401);
  });
});
