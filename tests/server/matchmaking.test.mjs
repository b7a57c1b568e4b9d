// SPDX-License-Identifier: MIT
// Who meets whom over the signaling connection: docs/matchmaking.md.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Callbooth } from '../support/callbooth.mjs';
import { Member } from '../support/member.mjs';
import { poll } from '../support/poll.mjs';

describe('matchmaking over the signaling connection', { timeout: 120_000 }, () => {
  let server;
  let members = [];
  before(async () => {
    server = await Callbooth.serve(fileURLToPath(new URL('moderation.toml', import.meta.url)));
  });
  after(async () => assert.equal((await server.stop()).code, 0, server.report()));
  afterEach(async () => {
    await Promise.all(members.map((member) => member.leave()));
    members = [];
    await poll(async () => (await metric('callbooth_signaling_peers')) === 0, 'all have left');
  });

  const enter = async (...ids) => {
    const entered = await Promise.all(ids.map((id) => Member.enter(server, id)));
    members.push(...entered);
    return entered;
  };
  const metric = async (name) => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(text.split('\n').find((line) => line.startsWith(name))?.split(' ').at(-1));
  };
  const ask = async (id) => {
    const response = await fetch(`${server.url}/find?id=${id}`);
    return response.status === 200 ? response.text() : response.status;
  };

  it('tells how many there are, and then who the partner is and who calls', async () => {
    const [a, b] = await enter('a', 'b');
    a.find();
    assert.deepEqual(await a.hears('WAIT'), { online: 2, waiting: 1 });
    b.find();
    assert.deepEqual(await b.hears('MATCH'), { peer: 'a', call: true, online: 2 });
    assert.deepEqual(await a.hears('MATCH'), { peer: 'b', call: false, online: 2 });
  });

  it('tells those who wait when somebody comes or goes', async () => {
    const [a] = await enter('a');
    a.find({ tags: ['music'] });
    assert.deepEqual(await a.hears('WAIT'), { online: 1, waiting: 1 });
    const [b] = await enter('b');
    assert.deepEqual(await a.hears('WAIT'), { online: 2, waiting: 1 });
    await b.leave();
    assert.deepEqual(await a.hears('WAIT'), { online: 1, waiting: 1 });
  });

  it('brings those of one mind together, and after a while anybody', async () => {
    const [a, b, c, d] = await enter('a', 'b', 'c', 'd');
    a.find({ tags: ['Music', 'chess'], language: 'de' });
    b.find({ tags: ['opera'], language: 'de' });
    c.find({ tags: [' music '], language: 'de-AT' });
    assert.deepEqual(await c.hears('MATCH'), { peer: 'a', call: true, tags: ['music'], language: 'de', online: 4 });
    assert.deepEqual((await a.hears('MATCH')).tags, ['music']);
    d.find({ language: 'fr' });
    const [one, other] = await Promise.all([b.hears('MATCH'), d.hears('MATCH')]);
    assert.deepEqual([one.peer, other.peer], ['d', 'b']);
    assert.notEqual(one.call, other.call, 'one of the two calls');
    assert.equal(one.tags, undefined);
  });

  it('brings nobody together whom either has blocked', async () => {
    const [a, b, c] = await enter('a', 'b', 'c');
    a.find({ block: ['b'] });
    b.find();
    await b.hears('WAIT');
    c.find({ block: ['a'] });
    assert.equal((await c.hears('MATCH')).peer, 'b');
    await b.hears('MATCH');
    assert.ok(!a.messages.some(({ type }) => type === 'MATCH'));
  });

  it('mixes with those who ask over HTTP', async () => {
    const [a, b, c] = await enter('a', 'b', 'c');
    a.find();
    await a.hears('WAIT');
    assert.equal(await ask('a'), 403, 'nobody takes the partner of another');
    assert.equal(await ask('b'), 'a');
    assert.deepEqual(await a.hears('MATCH'), { peer: 'b', call: false, online: 3 });
    assert.equal(await ask('b'), 404);
    c.find();
    assert.deepEqual(await c.hears('MATCH'), { peer: 'b', call: true, online: 3 });
    assert.ok(!b.messages.length, 'who knows nothing of it is told nothing');
  });

  it('forgets who cancels or leaves', async () => {
    const [a, b, c, d] = await enter('a', 'b', 'c', 'd');
    a.find();
    await a.hears('WAIT');
    a.say('CANCEL-FIND');
    b.find();
    await b.hears('WAIT');
    await b.leave();
    members = members.filter((member) => member !== b);
    c.find();
    await c.hears('WAIT');
    c.say('CANCEL-FIND');
    await d.meet(c);
    d.find();
    assert.equal((await d.hears('WAIT')).waiting, 1);
  });

  it('keeps who searches on before the last partner has answered', async () => {
    const [a, b, c] = await enter('a', 'b', 'c');
    b.find();
    await b.hears('WAIT');
    a.find();
    await a.hears('MATCH');
    a.say('OFFER', { sdp: {} }, 'b');
    await b.hears('OFFER');
    a.find();
    await a.hears('WAIT');
    b.say('ANSWER', { sdp: {} }, 'a');
    await a.hears('ANSWER');
    c.find();
    assert.equal((await c.hears('MATCH')).peer, 'a');
    assert.equal((await a.hears('MATCH')).peer, 'c');
  });

  it('says what is wrong, and that one asks too often', async () => {
    const [a] = await enter('a');
    a.find({ tags: 'music' });
    assert.deepEqual(await a.hears('FIND-ERROR'), { msg: 'tags is a list of at most 8 texts' });
    for (let i = 0; i < 60; ++i) a.find();
    assert.deepEqual(await a.hears('FIND-ERROR'), { msg: 'too many questions', retry: 250 });
  });

  it('brings a crowd together, each with exactly one', async () => {
    const ids = Array.from({ length: 100 }, (_, i) => `crowd-${i}`);
    const crowd = await enter(...ids);
    crowd.forEach((member, i) => member.find(i % 3 ? { tags: [`tag ${i % 7}`] } : {}));
    const matches = await Promise.all(crowd.map((member) => member.hears('MATCH')));
    matches.forEach(({ peer, call }, i) => {
      const theirs = matches[ids.indexOf(peer)];
      assert.equal(theirs.peer, ids[i]);
      assert.notEqual(theirs.call, call);
    });
  });
});
