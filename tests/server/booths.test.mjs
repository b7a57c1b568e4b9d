// SPDX-License-Identifier: MIT
// Booths that find each other over the signaling connection, and what the operator of the server can tell them.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Callbooth } from '../support/callbooth.mjs';

const beside = (file) => fileURLToPath(new URL(file, import.meta.url));

let booths = [];
const enter = async (signaling, find, ...overrides) => {
  const addresses = [`--plugin.peerjs.url=${signaling.replace('http', 'ws')}`, `--plugin.find.url=${find}`];
  const booth = await Callbooth.run(beside('talker.toml'), [...addresses, ...overrides]);
  booths.push(booth);
  return booth;
};
const leave = async () => {
  const left = booths;
  booths = [];
  for (const booth of left) assert.equal((await booth.stop()).code, 0, booth.report());
};
const id = async (booth) =>
  (await booth.reach((board) => board['signaling.state'] === 'ready', 'the booth is at the server'))['signaling.id'];
const inCallWith = (booth, peer) =>
  booth.reach((board) => board['call.state'] === 'connected' && board['call.peer'] === peer, `a call with ${peer}`);
const alone = (booth, waiting) =>
  booth.reach((board) => board['matchmaking.waiting'] === String(waiting), `${waiting} wait`);

describe('booths at our server', { timeout: 240_000 }, () => {
  let server;
  before(async () => {
    server = await Callbooth.serve(beside('moderation.toml'), ['--plugin.matchmaker.prefer-wait=3600']);
  });
  after(async () => assert.equal((await server.stop()).code, 0, server.report()));
  afterEach(leave);

  const come = (...overrides) => enter(`${server.url}/signaling`, `${server.url}/find`, ...overrides);
  const comeFor = (tag, ...overrides) => come(`--plugin.find.tags=['${tag}']`, ...overrides);
  const operate = async (path) => {
    const response = await fetch(`${server.url}/admin${path}`, { method: 'POST', headers: { 'X-Callbooth-Admin': '1' } });
    assert.equal(response.status, 200);
  };

  it('meet by what they want to talk about', async () => {
    const [a, b] = [await comeFor('music', '--plugin.find.language=de'), await comeFor('chess')];
    await alone(a, 2);
    const c = await comeFor(' Music ', '--plugin.find.language=de-AT');
    const board = await inCallWith(a, await id(c));
    await inCallWith(c, await id(a));
    assert.equal(board['matchmaking.tags'], 'music');
    assert.equal(board['matchmaking.language'], 'de');
    assert.equal(board['matchmaking.via'], 'signaling');
    assert.equal(board['matchmaking.online'], '3');
    await alone(b, 1);
    a.say('only for you');
    await c.waitFor(/only for you/);
  });

  it('do not meet again whom they have blocked', async () => {
    const [a, b] = [await comeFor('music'), await comeFor('music')];
    await inCallWith(a, await id(b));
    b.say('/block');
    await alone(a, 2);
    await alone(b, 2);
    const c = await comeFor('music');
    const met = await c.reach((board) => board['call.state'] === 'connected', 'c meets one of the two');
    assert.ok([await id(a), await id(b)].includes(met['call.peer']));
  });

  it('report a partner, also one that has gone', async () => {
    const [a, b] = [await comeFor('music'), await comeFor('music')];
    const theirs = await id(b);
    await inCallWith(a, theirs);
    b.say('/hangup');
    await a.reach((board) => !('call.peer' in board) || board['booth.calls'] !== '1', 'the call ends');
    a.say('/report says bad things');
    await a.waitFor(new RegExp(`${theirs} was reported`));
    await server.waitFor(new RegExp(`${await id(a)} \\(127.0.0.1\\) reports ${theirs} .*: says bad things`));
  });

  it('hear what the operator says', async () => {
    const a = await come();
    await id(a);
    await operate('/notice?text=We%20rest%20at%20noon');
    await a.waitFor(/the server says: We rest at noon/);
    assert.equal((await a.status())['signaling.notice'], 'We rest at noon');
  });

  it('are told why they were sent away, and take their time', async () => {
    const a = await come();
    await operate(`/kick?id=${await id(a)}&reason=enough`);
    await a.waitFor(/the server sends us away: enough; next attempt in 15\.0 s/);
    const b = await come();
    await id(b);
    await operate('/ban?address=127.0.0.1&seconds=120&reason=noise');
    await b.waitFor(/the server sends us away: You are banned for another 2 minutes: noise; next attempt in 120\.0 s/);
    const c = await come();
    await c.waitFor(/does not let us in: You are banned for another 2 minutes: noise/);
    assert.equal((await c.status())['signaling.refusal'], 'You are banned for another 2 minutes: noise');
    await operate('/unban?address=127.0.0.1');
  });
});

describe("booths at npm's peer server", { timeout: 120_000 }, () => {
  let peer;
  let signaling;
  let find;
  before(async () => {
    peer = spawn(process.execPath, [beside('../conformance/npm_peer.mjs'), '{}']);
    for await (const line of createInterface({ input: peer.stdout })) {
      signaling = /listening on (\S+)/.exec(line)?.[1];
      if (signaling) break;
    }
    // As sites without our server have it.
    const waiting = [];
    find = createServer((request, response) => {
      const asking = new URL(request.url, 'http://localhost').searchParams.get('id');
      const other = waiting.findIndex((one) => one !== asking);
      if (other < 0 && !waiting.includes(asking)) waiting.push(asking);
      if (other < 0) response.writeHead(404).end('Not found');
      else response.end(waiting.splice(other, 1)[0]);
    });
    await new Promise((resolve) => find.listen(0, '127.0.0.1', resolve));
  });
  after(() => {
    peer.kill();
    find.close();
    find.closeAllConnections();
  });
  afterEach(leave);

  it('ask the address that they were given', async () => {
    const address = `http://127.0.0.1:${find.address().port}/find`;
    const [a, b] = [await enter(signaling, address, "--plugin.find.tags=['music']"), await enter(signaling, address)];
    const board = await inCallWith(a, await id(b));
    await inCallWith(b, await id(a));
    assert.equal(board['matchmaking.via'], 'http');
    await a.waitFor(/the signaling server does not find partners; asking http/);
    a.say('/report');
    await a.waitFor(/this server takes no reports/);
  });
});
