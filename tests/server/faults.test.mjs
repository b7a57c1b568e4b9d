// SPDX-License-Identifier: MIT
// What a server does when it is out of file descriptors, and when a crowd arrives at once. Others of its limits have unit
// tests; bench/server/faults.mjs measures what clients notice of them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import net from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Client } from '../conformance/client.mjs';
import { Callbooth } from '../support/callbooth.mjs';
import { poll } from '../support/poll.mjs';

describe('a server in trouble', { timeout: 120_000 }, () => {
  const fromOneAddress = [
    '--http.connections-per-address=1000',
    '--http.connects-per-second=100',
    '--plugin.peerserver.network-limit=1000',
    '--plugin.peerserver.claims-per-second=100',
  ];
  let server;
  let url;
  beforeEach(async () => {
    server = await Callbooth.serve(fileURLToPath(new URL('drain.toml', import.meta.url)), fromOneAddress);
    url = `${server.url}/signaling`;
  });
  afterEach(async () => assert.equal((await server.stop()).code, 0, server.report()));

  const limitDescriptors = (count) => execFileSync('prlimit', ['--pid', String(server.pid), `--nofile=${count}:`]);
  const offer = async (from, to) => {
    from.send({ type: 'OFFER', dst: to.id, payload: 'still here' });
    assert.equal((await to.next()).payload, 'still here');
  };

  it('serves those who are there when it has no descriptors left, and says so once', async () => {
    const [a, b] = [await Client.open(url), await Client.open(url)];
    limitDescriptors(60);
    const crowd = Array.from({ length: 100 }, () => net.connect(server.port, '127.0.0.1').on('error', () => {}));
    await server.waitFor(/ error +http: cannot accept connections for now: /);
    await offer(a, b);
    await offer(b, a);
    for (const socket of crowd) socket.destroy();
    limitDescriptors(1000);
    await server.waitFor(/accepts connections again/);
    const newcomer = await Client.open(url);
    await offer(newcomer, a);
    assert.equal(server.lines.filter((line) => line.includes('cannot accept connections')).length, 1);
    for (const client of [a, b, newcomer]) await client.close();
  });

  it('takes a crowd that arrives at once', async () => {
    const crowd = await Promise.all(Array.from({ length: 900 }, () => Client.open(url)));
    await offer(crowd[0], crowd[899]);
    for (const { socket } of crowd) socket.terminate();
    const count = async () => /^callbooth_signaling_peers\{.*\} (\d+)$/m.exec(await (await fetch(`${server.url}/metrics`)).text())[1];
    await poll(async () => (await count()) === '0', 'all have left');
  });
});
