// SPDX-License-Identifier: MIT
// What our page decides without a browser: how it searches, what it takes from a server, what a topic is.

import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';

import { FakeWindow, pageModule } from '../support/page_source.mjs';

const { Search } = await pageModule('chatroulette/call/search');
const { readMessage } = await pageModule('chatroulette/call/messages');
const { asTag } = await pageModule('chatroulette/view/wishes');

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
