// SPDX-License-Identifier: MIT
// What an operator can do while people are there, and what they see of it.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Callbooth } from '../support/callbooth.mjs';
import { Member } from '../support/member.mjs';
import { poll } from '../support/poll.mjs';

describe('the operator of a server', { timeout: 120_000 }, () => {
  const token = 's3cret of the operator';
  let folder;
  let server;
  const start = async () => {
    server = await Callbooth.serve(fileURLToPath(new URL('moderation.toml', import.meta.url)), [
      `--plugin.bans.state=${join(folder, 'bans.json')}`,
      `--plugin.admin.token=${token}`,
    ]);
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callbooth-'));
    await start();
  });
  after(async () => {
    assert.equal((await server.stop()).code, 0, server.report());
    assert.doesNotMatch(server.lines.join('\n'), /token of|s3cret/);
    await rm(folder, { recursive: true });
  });

  const ask = async (method, path, headers = { 'X-Callbooth-Admin': '1' }) => {
    const response = await fetch(`${server.url}/admin${path}`, { method, headers });
    const text = await response.text();
    assert.doesNotMatch(text, /token of|s3cret/);
    return { status: response.status, ...JSON.parse(text) };
  };
  const enter = (id, options) => Member.enter(server, id, options);
  const signaling = async (address) => {
    const response = await fetch(`${server.url}/signaling/`, { headers: { 'X-Forwarded-For': address } });
    return { status: response.status, text: await response.text() };
  };

  it('lists who is there', async () => {
    const a = await enter('a', { address: '198.51.100.7' });
    const { online, peers } = await ask('GET', '/peers');
    assert.equal(online, 1);
    assert.equal(peers[0].id, 'a');
    assert.equal(peers[0].address, '198.51.100.7');
    assert.ok(peers[0].seconds >= 0);
    await a.leave();
  });

  it('shows who waits, since when, and who has met whom', async () => {
    const [a, b] = [await enter('a'), await enter('b')];
    a.say('FIND');
    await a.hears('WAIT');
    const shown = async (id) => (await ask('GET', '/peers')).peers.find((peer) => peer.id === id);
    assert.equal((await shown('a')).waiting, 0);
    assert.equal((await shown('b')).waiting, undefined);
    b.say('FIND');
    await b.hears('MATCH');
    assert.equal((await shown('a')).partner, 'b');
    assert.equal((await shown('b')).partner, 'a');
    assert.equal((await shown('a')).waiting, undefined);
    await b.leave();
    await poll(async () => (await shown('a')).partner === undefined, 'a has no partner any more');
    a.say('FIND');
    await a.hears('WAIT');
    await a.leave();
    const numbers = async () => (await fetch(`${server.url}/metrics`)).text();
    await poll(async () => /callbooth_gave_up_seconds_count\{plugin="matchmaker"\} 1/.test(await numbers()), 'a gave up');
    assert.match(await numbers(), /callbooth_build_info\{version="[0-9.]+"\} 1\n/);
    const started = Number(/^process_start_time_seconds (\S+)$/m.exec(await numbers())[1]);
    assert.ok(Math.abs(Date.now() / 1000 - started) < 600, String(started));
  });

  it('is told which parameter there is not', async () => {
    const answer = await ask('POST', '/ban?address=192.0.2.9&secnds=5');
    assert.equal(answer.status, 400);
    assert.match(answer.error, /^there is no parameter 'secnds'; there are 'address', 'id', .*'seconds' and 'reason'$/);
    for (const path of ['/peers?x=1', '/bans?x=1']) assert.equal((await ask('GET', path)).status, 400, path);
    for (const path of ['/kick?id=a&why=x', '/notice?txt=x', '/unban?number=1'])
      assert.equal((await ask('POST', path)).status, 400, path);
    for (const path of ['/find?id=a&tags=x', '/metrics?x=1'])
      assert.equal((await fetch(`${server.url}${path}`)).status, 400, path);
    assert.equal((await ask('GET', '/bans')).bans.length, 0);
  });

  it('is somebody at this machine, or has the token', async () => {
    assert.equal((await ask('GET', '/peers', {})).error, "send the header 'X-Callbooth-Admin: 1'");
    const outside = { 'X-Callbooth-Admin': '1', 'X-Forwarded-For': '192.0.2.1' };
    assert.equal((await ask('GET', '/peers', outside)).status, 403);
    assert.equal((await ask('GET', '/peers', { ...outside, Authorization: `Bearer ${token}` })).status, 200);
    assert.equal((await ask('GET', '/peers', { Authorization: 'Bearer guess' })).error, 'wrong token');
  });

  it('kicks somebody, who may come back', async () => {
    const a = await enter('a');
    assert.deepEqual(await ask('POST', '/kick?id=a&reason=enough'), { status: 200, kicked: 'a' });
    assert.deepEqual(await a.hears('KICKED'), { msg: 'enough' });
    assert.equal(await a.left, 1008);
    await (await enter('a')).leave();
    assert.equal((await ask('POST', '/kick?id=a')).status, 404);
  });

  it('tells everybody something', async () => {
    const [a, b] = [await enter('a'), await enter('b')];
    assert.equal((await ask('POST', '/notice?text=We%20rest%20at%20noon')).told, 2);
    for (const member of [a, b]) {
      assert.deepEqual(await member.hears('NOTICE'), { text: 'We rest at noon' });
      await member.leave();
    }
  });

  it('bans an address, whoever is behind it', async () => {
    const [a, b] = [await enter('a'), await enter('b', { address: '198.51.100.7' })];
    const { ban } = await ask('POST', '/ban?address=192.0.2.0/24&seconds=600&reason=noise');
    const { msg, seconds } = await a.hears('BANNED');
    assert.equal(msg, 'You are banned for another 10 minutes: noise');
    assert.equal(seconds, 600);
    assert.equal(await a.left, 1008);
    assert.equal(await new Member(server, 'again', { address: '192.0.2.99' }).left, 403);
    assert.deepEqual(await signaling('192.0.2.99'), { status: 403, text: `${msg}\n` });
    assert.equal((await signaling('198.51.100.7')).status, 200);
    b.say('HEARTBEAT');
    assert.deepEqual(await ask('POST', `/unban?ban=${ban}`), { status: 200, lifted: 1 });
    await (await enter('a')).leave();
    await b.leave();
  });

  it('bans a token, under whatever id, over a restart', async () => {
    const a = await enter('a');
    assert.equal((await ask('POST', '/ban?id=a&seconds=600')).status, 200);
    assert.equal(await a.left, 1008);
    const refused = new Member(server, 'other', { token: 'token of a' });
    await refused.hears('BANNED');
    assert.equal(await refused.left, 1008);
    assert.match(server.lines.join('\n'), /banned a \([^)]+\) for 600 s \(ban \d+\): no reason/);
    await (await enter('neighbour')).leave();
    assert.equal((await server.stop()).code, 0);
    await start();
    const again = new Member(server, 'other', { token: 'token of a' });
    await again.hears('BANNED');
    await again.left;
    const { bans } = await ask('GET', '/bans');
    assert.equal(bans.length, 1);
    assert.equal(bans[0]['by-token'], true);
    assert.equal((await ask('DELETE', `/unban?ban=${bans[0].ban}`)).lifted, 1);
    await (await enter('a')).leave();
  });
});
