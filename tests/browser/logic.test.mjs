// SPDX-License-Identifier: MIT
// What our page decides without a browser: how it searches, which callers it admits, what it takes from a server, what a topic
// is.

import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';

import { FakeWindow, pageModule } from '../support/page_source.mjs';

const { Search } = await pageModule('chatroulette/call/search');
const { PartnerSlot } = await pageModule('chatroulette/call/partner_slot');
const { readMessage } = await pageModule('chatroulette/call/messages');
const { asTag } = await pageModule('chatroulette/view/wishes');
const { roomOf } = await pageModule('rooms/seat');
const { readUsage } = await pageModule('remote-control/usage');
const { addressOf, codeIn, secretOf } = await pageModule('remote-control/code');
const { readItem, readItems, numberOf } = await pageModule('feed/reading');
const { Series } = await pageModule('feed/series');
const { ticks, timeTicks, rangeOf } = await pageModule('feed/scale');

const wait = { type: 'wait', crowd: { online: 2, waiting: 1 } };
const match = (peer, call) => ({ type: 'match', match: { peer, call, common: { tags: [], language: null } } });

describe('the search', () => {
  let log;
  let search;
  let takes;

  beforeEach(() => {
    globalThis.window = new FakeWindow();
    globalThis.fetch = (url) => {
      log.push(url);
      return new Promise(() => {});
    };
    log = [];
    takes = true;
    search = new Search('/find', {
      send: (type) => log.push(type),
      found: (peer) => {
        log.push(`call ${peer}`);
        if (takes) search.run(null, '');
      },
      declined: (peer) => log.push(`decline ${peer}`),
      wants: (peer) => peer !== 'blocked',
      changed: () => {},
    });
  });

  it('says FIND once, waits as long as it takes, and calls whom it is told to', () => {
    search.run('me', 't');
    search.run('me', 't');
    search.heard(wait);
    window.pass(3_600_000);
    search.heard(match('you', true));
    assert.deepEqual(log, ['FIND', 'call you']);
    assert.deepEqual(search.crowd, { online: 2, waiting: 1 });
  });

  it('asks in the old way where FIND is not answered, until the next connection', () => {
    search.run('me', 't');
    window.pass(2_999);
    assert.deepEqual(log, ['FIND']);
    window.pass(1);
    search.run(null, '');
    search.run('me', 't');
    search.reconnected();
    search.run(null, '');
    search.run('me', 't');
    assert.deepEqual(log, ['FIND', '/find?id=me', 'CANCEL-FIND', '/find?id=me', 'FIND']);
  });

  it('goes back to waiting when the answer was only late', () => {
    search.run('me', 't');
    window.pass(3_000);
    search.heard(wait);
    search.wishesChanged();
    assert.deepEqual(log, ['FIND', '/find?id=me', 'FIND']);
  });

  it('leaves the line when somebody else came, and declines whom it is matched with then', () => {
    search.run('me', 't');
    search.heard(wait);
    search.run(null, '');
    search.heard(match('late', false));
    assert.deepEqual(log, ['FIND', 'CANCEL-FIND', 'decline late']);
  });

  it('looks on when the one who is to call does not, or cannot', () => {
    search.run('me', 't');
    search.heard(match('silent', false));
    assert.equal(search.expecting, true);
    window.pass(6_000);
    assert.equal(search.expecting, false);
    search.heard(match('gone', false));
    search.unreachable('somebody else');
    assert.equal(search.expecting, true);
    search.unreachable('gone');
    assert.deepEqual(log, ['FIND', 'FIND', 'FIND']);
  });

  it('declines the blocked, and looks on after a moment, as it does when a call cannot be made', () => {
    search.run('me', 't');
    search.heard(match('blocked', true));
    window.pass(1_000);
    takes = false;
    search.heard(match('you', true));
    window.pass(1_000);
    assert.deepEqual(log, ['FIND', 'decline blocked', 'FIND', 'call you', 'FIND']);
  });

  it('asks again when the server says, and leaves the line all the same', () => {
    search.run('me', 't');
    search.heard(wait);
    search.wishesChanged();
    search.heard({ type: 'find-error', retryMs: 500 });
    window.pass(499);
    assert.deepEqual(log, ['FIND', 'FIND']);
    window.pass(1);
    search.heard({ type: 'find-error', retryMs: 500 });
    search.run(null, '');
    window.pass(10_000);
    assert.deepEqual(log, ['FIND', 'FIND', 'FIND', 'CANCEL-FIND']);
  });

  it('knows what brought it together with whom', () => {
    search.run('me', 't');
    search.heard(match('you', true));
    assert.equal(search.matchWith('you').peer, 'you');
    assert.equal(search.matchWith('another'), null);
  });
});

describe('the slot for a partner', () => {
  let log;
  let slot;
  let ready;

  /** A connection of peerjs, as far as the page uses it. */
  const connection = (peer, name) => {
    const acts = new Map();
    return {
      peer,
      on: (event, act) => acts.set(event, act),
      emit: (event, value) => acts.get(event)(value),
      answer: () => log.push(`answer ${name}`),
      close: () => log.push(`close ${name}`),
      send: () => {},
    };
  };
  const called = (peer, name) => {
    const call = connection(peer, name);
    slot.called(call);
    return call;
  };

  beforeEach(() => {
    globalThis.window = new FakeWindow();
    log = [];
    ready = true;
    const signaling = {
      id: 'me',
      call: (id) => connection(id, 'own call'),
      openChat: (id) => connection(id, 'own chat'),
      refuse: (id) => log.push(`refuse ${id}`),
    };
    slot = new PartnerSlot(signaling, {}, {
      ready: () => ready,
      wants: (peer) => peer !== 'blocked',
      ownMode: () => 'video',
      ownState: () => ({ mode: 'video' }),
      changed: () => {},
      met: () => log.push('met'),
      interrupted: () => {},
      stream: () => {},
      message: () => {},
      note: () => {},
      left: () => {
        log.push('left');
        slot.release();
      },
    });
  });

  it('admits one caller, whose second call replaces the first', () => {
    called('you', 'call').emit('iceStateChanged', 'connected');
    const chat = connection('you', 'chat');
    slot.connected(chat);
    chat.emit('open');
    called('you', 'second call').emit('iceStateChanged', 'connected');
    called('another', 'third call');
    assert.equal(slot.partner.id, 'you');
    assert.deepEqual(log, ['answer call', 'met', 'answer second call', 'close call', 'refuse another', 'close third call']);
  });

  it('refuses the blocked, and everybody while it is not ready', () => {
    called('blocked', 'call');
    slot.call('blocked');
    ready = false;
    called('you', 'early call');
    assert.equal(slot.partner, null);
    assert.deepEqual(log, ['refuse blocked', 'close call', 'refuse you', 'close early call']);
  });

  it('keeps the call of the smaller id when two call each other', () => {
    slot.call('you');
    called('you', 'call');
    assert.deepEqual(log, ['close call']);
    slot.release();
    log = [];
    slot.call('anna');
    called('anna', 'call');
    assert.deepEqual(log, ['close own chat', 'close own call', 'answer call']);
  });

  it('is left by a partner who does not connect in time, and calls the next', () => {
    slot.call('you');
    slot.call('another');
    window.pass(15_000);
    assert.deepEqual(log, ['close own chat', 'close own call', 'left']);
    slot.call('another');
    assert.equal(slot.partner.id, 'another');
  });
});

describe('a message of the server', () => {
  const read = (type, payload) => readMessage({ type, payload });

  it('is taken as far as it is as it should be', () => {
    assert.deepEqual(read('WAIT', { online: 3.7, waiting: -1 }), { type: 'wait', crowd: { online: 3, waiting: 0 } });
    const tags = ['a', 7, 'x'.repeat(99)];
    assert.deepEqual(read('MATCH', { peer: 'p', call: 1, tags, language: 'de' }).match, {
      peer: 'p',
      call: false,
      common: { tags: ['a', 'x'.repeat(32)], language: 'de' },
    });
    assert.deepEqual(read('BANNED', { msg: 'gpj.\u202eexe', seconds: 'x' }).expulsion, {
      kind: 'banned',
      text: 'gpj.exe',
      seconds: 0,
    });
    assert.equal(read('NOTICE', { text: 'x'.repeat(9000) }).text.length, 500);
  });

  it('is nothing when it is none of ours, or broken', () => {
    for (const payload of [undefined, null, 'x', 7, { peer: '' }, { peer: 7 }]) assert.equal(read('MATCH', payload), null);
    for (const type of ['OPEN', 'constructor', '__proto__', 7]) assert.equal(read(type, {}), null);
  });
});

describe('a topic', () => {
  const cases = [
    ['  Film   NOIR ', 'film noir'],
    ['\u202eevil\u0007', 'evil'],
    ['x'.repeat(40), 'x'.repeat(32)],
    ['🎉'.repeat(40), '🎉'.repeat(32)],
    [' \n ', ''],
  ];
  for (const [written, kept] of cases) {
    it(`${JSON.stringify(written.slice(0, 20))} is ${JSON.stringify(kept.slice(0, 20))}`, () => assert.equal(asTag(written), kept));
  }
});

describe('the id of a room', () => {
  it('is in the link, or is the text itself', () => {
    for (const text of ['AbC_-9', ' AbC_-9\n', 'https://chat.example/rooms.html?room=AbC_-9', 'http://other/x?a=b&room=AbC_-9#c'])
      assert.equal(roomOf(text), 'AbC_-9');
  });

  it('is not in anything else', () => {
    for (const text of ['', ' ', 'two words', 'ümlaut', 'https://chat.example/rooms.html', 'https://chat.example/?room=', 'x'.repeat(65)])
      assert.equal(roomOf(text), null);
  });
});

describe('what comes of a feed', () => {
  it('is read within limits', () => {
    const item = { type: 'item', time: 5, text: 'a\u202eb', values: { price: 1, note: 'x'.repeat(1000) } };
    const { time, text, values } = readItem(item);
    assert.deepEqual([time, text, values.get('price'), values.get('note').length], [5, 'ab', '1', 200]);
    assert.equal(readItem({ ...item, values: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`v${i}`, i])) }).values.size, 6);
    for (const wrong of [null, 7, [], {}, { ...item, time: '5' }, { ...item, time: Infinity }, { ...item, text: 7 }])
      assert.equal(readItem(wrong), null);
    assert.equal(readItem({ ...item, values: null }).values.size, 0);
    assert.equal(readItems(Array(3000).fill(item)).length, 1000);
    assert.deepEqual(readItems({ length: 3 }), []);
  });

  it('is a number where its text is one', () => {
    assert.deepEqual(['7', '-1.5e3', '', ' ', 'x', 'Infinity', '0x10'].map(numberOf), [7, -1500, null, null, null, null, 16]);
  });

  it('is kept once a step, for a while, and in order', () => {
    const series = new Series(1000, 100);
    for (let time = 0; time <= 5000; time += 10) series.add({ time, value: time });
    assert.ok(series.points.length <= 13, `${series.points.length}`);
    assert.equal(series.points.at(-1).value, 5000);
    series.add({ time: 1, value: 1 });
    assert.equal(series.points.at(-1).value, 5000);
    const [before, ...within] = series.between(4500, 4800);
    assert.ok(before.time < 4500 && within.every(({ time }) => time >= 4500 && time <= 4800) && within.length >= 2);
  });

  it('is drawn between round numbers and times', () => {
    assert.deepEqual(ticks(0.4, 10.2, 6), [2, 4, 6, 8, 10]);
    assert.deepEqual(ticks(66_940, 67_010, 3), [66_950, 67_000]);
    assert.deepEqual(timeTicks(61_000, 119_000, 4), [75_000, 90_000, 105_000]);
    const [low, high] = rangeOf([5, 5]);
    assert.ok(low < 5 && high > 5);
    assert.ok(ticks(...rangeOf([0]), 4).length > 0);
  });
});

describe('the remote control', () => {
  it('asks for what the usage of a command names', () => {
    const plain = { name: '', choices: [], free: false, optional: false };
    const cases = {
      '': [],
      TEXT: [{ ...plain, name: 'TEXT', free: true }],
      '[PEER]': [{ ...plain, name: 'PEER', free: true, optional: true }],
      'X Y': [{ ...plain, name: 'X', free: true }, { ...plain, name: 'Y', free: true }],
      '[audio | video]': [{ ...plain, choices: ['audio', 'video'], optional: true }],
      'on | off': [{ ...plain, choices: ['on', 'off'] }],
      '[next | NUMBER | NAME]': [{ name: 'NUMBER | NAME', choices: ['next'], free: true, optional: true }],
      'ROOM [quiet|loud] [': [{ ...plain, name: 'ROOM', free: true }, { ...plain, choices: ['quiet', 'loud'], optional: true }],
    };
    for (const [usage, expected] of Object.entries(cases)) assert.deepEqual(readUsage(usage), expected, usage);
  });

  it('finds the code in an address, and the booth in the code', () => {
    assert.equal(codeIn('https://10.0.0.1:8443/#abc'), 'abc');
    assert.equal(codeIn(' abc '), 'abc');
    assert.equal(codeIn(''), '');
    assert.deepEqual([addressOf('abc'), secretOf('abc')], ['', 'abc']);
    assert.deepEqual([addressOf('booth-abc'), secretOf('booth-abc')], ['booth', 'abc']);
  });
});
