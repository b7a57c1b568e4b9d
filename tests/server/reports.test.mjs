// SPDX-License-Identifier: MIT
// People report whom they have met, until the server has heard enough.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Callbooth } from '../support/callbooth.mjs';
import { Member } from '../support/member.mjs';
import { poll } from '../support/poll.mjs';

describe('reports', { timeout: 120_000 }, () => {
  let server;
  before(async () => {
    server = await Callbooth.serve(fileURLToPath(new URL('moderation.toml', import.meta.url)));
  });
  after(async () => assert.equal((await server.stop()).code, 0, server.report()));

  const enter = (id, last) => Member.enter(server, id, { address: `192.0.2.${last}` });
  const count = async (outcome) => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(new RegExp(`^callbooth_reports_total\\{.*outcome="${outcome}".*\\} (\\d+)`, 'm').exec(text)?.[1]);
  };

  it('are taken about a partner only, and are in the log with both ids', async () => {
    const [a, b] = [await enter('a', 1), await enter('b', 2)];
    a.say('REPORT', { reason: 'noise' }, 'b');
    assert.deepEqual(await a.hears('REPORT-ERROR'), {
      peer: 'b',
      msg: 'only somebody whom you have just met can be reported',
    });
    b.say('ANSWER', { sdp: {} }, 'a'); // to an offer that there never was
    await a.hears('ANSWER');
    b.say('REPORT', {}, 'a');
    await b.hears('REPORT-ERROR');
    await a.meet(b);
    a.say('REPORT', {}, 'b'); // whom the server has not matched with a
    await a.hears('REPORT-ERROR');
    await a.findAndMeet(b);
    await b.leave();
    a.say('REPORT', { reason: 'noise\nand \u001b[31mcolours' }, 'b');
    assert.deepEqual(await a.hears('REPORTED'), { peer: 'b' });
    await server.waitFor(/a \(192\.0\.2\.1\) reports b \(192\.0\.2\.2\), 1 of late: noise and {2}\[31mcolours/);
    assert.equal(await count('accepted'), 1);
    assert.equal(await count('stranger'), 3);
    await a.leave();
  });

  it('of three different people ban somebody for a time', async () => {
    const bad = await enter('bad', 66);
    const people = await Promise.all([11, 12, 13].map((last) => enter(`p${last}`, last)));
    for (const person of people) await person.findAndMeet(bad);
    for (const person of people.slice(0, 2))
      for (let i = 0; i < 2; ++i) {
        person.say('REPORT', { reason: 'noise' }, 'bad');
        await person.hears('REPORTED');
      }
    bad.say('HEARTBEAT');
    people[2].say('REPORT', undefined, 'bad');
    const { msg, seconds } = await bad.hears('BANNED');
    assert.match(msg, /several people have reported you/);
    assert.equal(seconds, 900);
    assert.equal(await bad.left, 1008);
    assert.equal(await new Member(server, 'innocent', { address: '192.0.2.66' }).left, 403);
    await poll(() => server.lines.some((line) => /bad \(192\.0\.2\.66\) is banned for 900 s/.test(line)), 'the log has it');
    await Promise.all(people.map((person) => person.leave()));
  });
});
