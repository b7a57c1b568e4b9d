// SPDX-License-Identifier: MIT
// The systems of docs/socketio-systems.md with npm's client: each in its own namespace, and all of them together in
// that of pages which name none.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Callbooth } from '../support/callbooth.mjs';
import { Guest } from '../support/guest.mjs';
import { poll } from '../support/poll.mjs';

const file = fileURLToPath(new URL('../../pipelines/systems.toml', import.meta.url));
const systems = ['queue', 'chatroom', 'cursors', 'remote', 'peers'];
const offer = { type: 'offer', sdp: 'v=0\r\n' };
const answer = { type: 'answer', sdp: 'v=0\r\n' };
const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 };

it('no system takes more clients than the server by default', async () => {
  const { stdout } = await promisify(execFile)(process.env.CALLBOOTH ?? 'callbooth', ['inspect', '--markdown']);
  const number = (plugin, property) => {
    const section = stdout.slice(stdout.indexOf(`\n## ${plugin}\n`));
    return Number(new RegExp(`\\| \`${property}\` \\|[^|]*\\| \`(\\d+)\``).exec(section)[1]);
  };
  for (const system of systems) assert.ok(number(system, 'clients') <= number('socketio', 'session-limit'), system);
});

it('two plugins of a system need a namespace each', async () => {
  const twice = ['--plugin.other.type=queue', '--plugin.other.namespace=/queue'];
  const check = promisify(execFile)(process.env.CALLBOOTH ?? 'callbooth', ['check', file, ...twice]);
  const { stderr } = await check.then(() => assert.fail('it is fine'), (error) => error);
  assert.match(stderr, /namespace:1:1: error: \[plugin.other\] has the same namespace as \[plugin.queue\]/);
});

const layouts = [
  { title: 'in namespaces of their own', place: (system) => `/${system}`, options: {} },
  { title: 'together in one, over WebSockets', place: () => '/', options: { transports: ['websocket'] } },
  { title: 'together in one, over long polling', place: () => '/', options: { transports: ['polling'] } },
];

for (const { title, place, options } of layouts) {
  describe(`systems ${title}`, { timeout: 120_000 }, () => {
    let folder;
    let server;
    let guests = [];
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'callbooth-systems-'));
      const overrides = systems.map((system) => `--plugin.${system}.namespace=${place(system)}`);
      server = await Callbooth.serve(file, [...overrides, '--plugin.remote.clients=8', '--plugin.queue.rate=100'], {
        env: { CALLBOOTH_WEB_ROOT: folder },
      });
    });
    after(async () => {
      assert.equal((await server.stop()).code, 0, server.report());
      await rm(folder, { recursive: true });
    });
    afterEach(async () => {
      for (const guest of guests) guest.leave();
      guests = [];
    });
    const newcomer = (system) => Guest.enter(server.url, place(system), options);
    /** So many guests of a system, one after the other. */
    const enter = async (system, count) => {
      const entered = [];
      for (let i = 0; i < count; ++i) entered.push(await newcomer(system));
      guests.push(...entered);
      return entered;
    };

    it('bring two at a time together, and others when one leaves', async () => {
      const [a, b, c] = await enter('queue', 3);
      assert.equal(await a.ask('wantToJoin', 'peer-a'), false);
      assert.equal(await b.ask('wantToJoin', 'peer-b'), true);
      assert.deepEqual(await a.hears('new_member'), ['peer-b']);
      assert.equal(await c.ask('wantToJoin', 'peer-c'), false);
      a.leave();
      assert.deepEqual(await b.hears('member_left'), ['peer-a']);
      assert.deepEqual(await c.hears('new_member'), ['peer-b']);
      assert.equal(b.count('new_member'), 0, 'b is called');
      assert.equal(await c.ask('wantToJoin', 'peer-c'), false);
      assert.deepEqual(await b.hears('member_left'), ['peer-c']);
      assert.deepEqual(await c.hears('new_member'), ['peer-b'], 'nobody else is there');
    });

    it('close the room of a host that disconnects', async () => {
      const [a, b, c] = await enter('queue', 3);
      assert.equal(await a.ask('wantToJoin', 'peer-a'), false);
      a.leave();
      b.say('wantToJoin', '<no peer>');
      await poll(async () => (await b.ask('wantToJoin', 'peer-b')) === false, 'b waits');
      assert.equal(await c.ask('wantToJoin', 'peer-c'), true);
      assert.deepEqual(await b.hears('new_member'), ['peer-c']);
    });

    it('let people with nicknames chat', async () => {
      const [a, b, c] = await enter('chatroom', 3);
      a.say('name', '  Ann ');
      assert.deepEqual(await a.hears('name'), ['Ann']);
      for (const name of ['ANN', 'A\u200bnn', 'Ａｎｎ', ' ', '\u3164', 'x'.repeat(33), 7]) {
        b.say('name', name);
        assert.equal((await b.hears('nameError')).length, 1, String(name));
      }
      assert.equal(await b.ask('message', 'without a name'), false);
      assert.equal(await a.ask('message', '<b>hi</b>\n👋'), true);
      for (const guest of [a, b, c])
        assert.deepEqual(await guest.hears('message'), [{ id: a.id, name: 'Ann' }, '<b>hi</b>\n👋']);
      a.leave();
      await poll(() => {
        b.say('name', 'Ann');
        return b.count('name') > 0;
      }, 'the name is free');
      assert.equal(c.count('message'), 0);
    });

    it('show the cursors of all', async () => {
      const [a, b] = await enter('cursors', 2);
      const [all] = await b.hears('update', (shown) => shown[a.id] && shown[b.id] && Object.keys(shown).length === 2);
      for (const { x, y } of Object.values(all)) assert.ok(x >= 0 && x <= 1 && y >= 0 && y <= 1);
      for (const wrong of [null, 7, 'x', [], { x: 1 }, { x: '1', y: 1 }]) a.say('update', wrong);
      a.say('update', { x: 0.25, y: 17 });
      for (const guest of [a, b]) {
        const [shown] = await guest.hears('update', (cursors) => cursors[a.id].x === 0.25);
        assert.deepEqual(shown[a.id], { id: a.id, x: 0.25, y: 1 });
        assert.deepEqual(shown[b.id], all[b.id]);
      }
      a.leave();
      assert.deepEqual(await b.hears('update', (shown) => !shown[a.id]), [{ [b.id]: all[b.id] }]);
    });

    it('stay quiet while no cursor moves', async () => {
      const [a, b] = await enter('cursors', 2);
      await b.hears('update', (shown) => shown[a.id] && shown[b.id]);
      a.say('update', { x: 0.5, y: 0.5 });
      await b.hears('update', (shown) => shown[a.id].x === 0.5);
      let before;
      await poll(() => before === (before = b.count('update')), 'the last update is repeated at most once');
      for (let i = 0; i < 5; ++i) a.say('update', { x: 0.5, y: 0.5 });
      a.say('update', { x: 0.75, y: 0.5 });
      const next = () => b.heard.filter(([name]) => name === 'update').findIndex(([, shown]) => shown[a.id].x === 0.75);
      await poll(() => next() >= 0, 'the cursor moves');
      assert.equal(next(), before, 'nothing was sent for a cursor that stays');
    });

    it('move what another one shows', async () => {
      const [desktop, phone, other] = await enter('remote', 3);
      const moves = ({ id, x }) => id === undefined && x !== undefined; // the cursors' update has neither
      assert.equal(await phone.ask('update', desktop.id, { x: 0.5, y: 0.25 }), true);
      assert.deepEqual(await desktop.hears('update', moves), [{ x: 0.5, y: 0.25 }]);
      for (const target of ['nobody', '', place('remote')])
        assert.equal(await phone.ask('update', target, { x: 1, y: 1 }), false);
      for (const guest of [phone, other]) assert.ok(!guest.heard.some(([name, value]) => name === 'update' && moves(value)));
      const target = desktop.id;
      desktop.leave();
      await poll(async () => !(await phone.ask('update', target, { x: 1, y: 1 })), 'the desktop is gone');
    });

    it('refuse those who are too many', async () => {
      const refused = () => newcomer('remote').then(
        (guest) => void guests.push(guest),
        (error) => error,
      );
      const error = await poll(refused, 'the namespace is full');
      assert.deepEqual(error.data, { code: 'full' });
    });

    it('list the peers, and pass on what WebRTC needs', async () => {
      const [a, b] = await enter('peers', 2);
      for (const guest of [a, b])
        assert.deepEqual(await guest.hears('clients', (all) => all[a.id] && all[b.id] && Object.keys(all).length === 2), [
          { [a.id]: { id: a.id }, [b.id]: { id: b.id } },
        ]);
      assert.equal(await a.ask('peerOffer', b.id, offer), true);
      assert.deepEqual(await b.hears('peerOffer'), [b.id, offer, a.id]);
      assert.equal(await b.ask('peerAnswer', a.id, answer), true);
      assert.deepEqual(await a.hears('peerAnswer'), [a.id, answer, b.id]);
      a.say('peerIce', b.id, candidate);
      assert.deepEqual(await b.hears('peerIce'), [b.id, candidate, a.id]);
      a.say('peerIce', b.id, null);
      assert.deepEqual(await b.hears('peerIce'), [b.id, null, a.id]);
      assert.equal(await a.ask('peerOffer', 'nobody', offer), false);
      for (const wrong of [offer.sdp, candidate, 7, Buffer.from('sdp')]) a.say('peerOffer', b.id, wrong);
      a.leave();
      assert.deepEqual(await b.hears('clients', (all) => !all[a.id]), [{ [b.id]: { id: b.id } }]);
      assert.equal(b.count('peerOffer'), 0);
    });

    it('pass on the signals of simple-peer', async () => {
      const [a, b] = await enter('peers', 2);
      const signals = [
        offer,
        { type: 'candidate', candidate },
        { type: 'transceiverRequest', transceiverRequest: { kind: 'video', init: { direction: 'sendrecv' } } },
        { type: 'renegotiate', renegotiate: true },
      ];
      for (const signal of signals) a.say('signal', b.id, signal);
      for (const signal of signals) assert.deepEqual(await b.hears('signal'), [b.id, signal, a.id]);
    });
  });
}
