// SPDX-License-Identifier: MIT
// Engine.IO 4 as its clients see it: the cases of the protocol's conformance suite, and the answers of the reference
// server to what goes wrong. SOCKETIO_URL names another server, such as support/socketio_npm_echo.mjs.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { RS, Wire } from '../support/engine_wire.mjs';
import { poll } from '../support/poll.mjs';
import { foreign, serveEcho } from '../support/socketio_server.mjs';

let server;
let wire;

before(async () => {
  server = foreign ? undefined : await serveEcho();
  wire = new Wire(foreign ?? server.url, '/engine.io');
});
after(async () => {
  wire?.close();
  await server?.stop();
});

const errors = ['Transport unknown', 'Session ID unknown', 'Bad handshake method', 'Bad request', 'Forbidden', 'Unsupported protocol version'];
const refused = (response, code, status = 400) => {
  assert.equal(response.status, status);
  assert.deepEqual(JSON.parse(response.body), { code, message: errors[code] });
  assert.match(response.headers.get('content-type'), /^application\/json/);
};
const upgraded = async () => {
  const sid = await wire.begin();
  const peer = await wire.probing(sid);
  peer.send('2probe');
  assert.equal(await peer.next(), '3probe');
  peer.send('5');
  return { sid, peer };
};
/** Sooner than the heartbeat would end it. */
const endsAtOnce = (sid) => poll(async () => !(await wire.isAlive(sid)), 'the session ends', 250, 5);

describe('the handshake', () => {
  it('by polling', async () => {
    const { status, headers, body } = await wire.request();
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'text/plain; charset=UTF-8');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('access-control-allow-origin'), null);
    const { sid, ...rest } = JSON.parse(body.slice(1));
    assert.match(sid, /^[\w-]{20}$/);
    assert.deepEqual(rest, { upgrades: ['websocket'], pingInterval: 300, pingTimeout: 200, maxPayload: 1000000 });
  });

  it('by WebSocket', async () => {
    const packet = await wire.connect().next();
    const { sid, ...rest } = JSON.parse(packet.slice(1));
    assert.match(sid, /^[\w-]{20}$/);
    assert.deepEqual(rest, { upgrades: [], pingInterval: 300, pingTimeout: 200, maxPayload: 1000000 });
  });

  it('is refused without a transport, or with another one', async () => {
    for (const transport of ['', 'abc', 'webtransport']) refused(await wire.request({ transport }), 0);
  });

  it('is refused with another version', async () => {
    for (const EIO of ['', '3', '5', '04', 'abc']) refused(await wire.request({ EIO }), 5);
  });

  it('is refused with another method', async () => {
    for (const method of ['POST', 'PUT', 'OPTIONS', 'DELETE']) refused(await wire.request({}, { method }), 2);
  });

  it('is refused where a WebSocket is meant and none asked for', async () => {
    refused(await wire.request({ transport: 'websocket' }), 3);
  });

  it('is refused for a session that is not there', async () => {
    refused(await wire.get('abc'), 1);
    refused(await wire.post('abc', '4x'), 1);
  });

  it('of a WebSocket is refused with a text', async () => {
    const cases = [
      [{ transport: 'abc' }, 0],
      [{ sid: 'abc' }, 1],
    ];
    if (!foreign) cases.push([{ EIO: '3' }, 5]); // the reference server accepts it, and closes it
    for (const [query, code] of cases) {
      const { status, headers, body } = await wire.connect(query).refused;
      assert.equal(status, 400);
      assert.equal(headers['content-type'], 'text/html');
      assert.equal(body, errors[code]);
    }
  });
});

describe('messages', () => {
  it('come back by polling', async () => {
    const sid = await wire.begin();
    const answer = await wire.post(sid, '4hello');
    assert.equal(answer.status, 200);
    assert.equal(answer.body, 'ok');
    assert.equal(answer.headers.get('content-type'), 'text/html');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(await wire.packet(sid), '4hello');
  });

  it('come back several at once, text and binary', async () => {
    const sid = await wire.begin();
    await wire.post(sid, ['4test1', 'bAQIDBA==', '4ä€'].join(RS));
    const got = [];
    while (got.length < 3) got.push(...(await wire.packet(sid)).split(RS));
    assert.deepEqual(got, ['4test1', 'bAQIDBA==', '4ä€']);
  });

  it('come back by WebSocket', async () => {
    const peer = await wire.connected();
    peer.send('4hello');
    assert.equal(await peer.packet(), '4hello');
    peer.send(Buffer.from([1, 2, 3]));
    assert.deepEqual(await peer.packet(), Buffer.from([1, 2, 3]));
    peer.send(Buffer.alloc(0));
    assert.deepEqual(await peer.packet(), Buffer.alloc(0));
  });

  it('come back as Base64 where the client cannot take binary ones', async () => {
    const peer = wire.connect({ b64: '1' });
    await peer.next();
    peer.send(Buffer.from([1, 2, 3, 4]));
    assert.equal(await peer.packet(), 'bAQIDBA==');
  });

  it('of a million bytes pass, longer ones do not', async () => {
    const most = 1_000_000;
    const sid = await wire.begin();
    assert.equal((await wire.post(sid, '4'.padEnd(most, 'x'))).status, 200);
    const other = await wire.begin();
    assert.equal((await wire.post(other, '4'.padEnd(most + 1, 'x'))).status, 413);
    refused(await wire.get(other), 1);
    const peer = await wire.connected();
    peer.send('4'.padEnd(most, 'x'));
    assert.equal((await peer.packet()).length, most);
    peer.send('4'.padEnd(most + 1, 'x'));
    assert.equal(await peer.closed, 1009);
  });

  it('of too many in one POST end the session', { skip: foreign !== undefined }, async () => {
    const sid = await wire.begin();
    assert.equal((await wire.post(sid, Array(10_001).fill('6').join(RS))).status, 413);
    refused(await wire.get(sid), 1);
  });

  it('with broken UTF-8 are mended', async () => {
    const sid = await wire.begin();
    await wire.post(sid, Buffer.from([0x34, 0xff, 0x41]));
    assert.equal(await wire.packet(sid), '4\ufffdA');
  });
});

describe('the heartbeat', () => {
  it('goes on while it is answered', async () => {
    const sid = await wire.begin();
    for (let i = 0; i < 3; ++i) {
      assert.deepEqual(await wire.packets(sid), ['2']);
      assert.equal((await wire.post(sid, '3')).status, 200);
    }
    const peer = await wire.connected();
    for (let i = 0; i < 3; ++i) {
      assert.equal(await peer.next(), '2');
      peer.send('3');
    }
  });

  it('ends the session of a silent client', async () => {
    const sid = await wire.begin();
    assert.deepEqual(await wire.packets(sid), ['2']);
    assert.equal((await wire.get(sid)).body, '1');
    refused(await wire.get(sid), 1);
    const peer = await wire.connected();
    const begun = performance.now();
    await peer.closed;
    assert.ok(performance.now() - begun > 450);
  });

  it('ends the session of a client that never polls', async () => {
    const sid = await wire.begin();
    await poll(async () => !(await wire.isAlive(sid)), 'the session ends');
    refused(await wire.get(sid), 1);
  });

  it('ignores answers to no ping', { skip: foreign !== undefined }, async () => {
    const peer = await wire.connected();
    const flood = setInterval(() => peer.send('3'), 50);
    assert.equal(await peer.next(), '2');
    clearInterval(flood);
  });
});

describe('the end', () => {
  it('by a close packet over polling', async () => {
    const sid = await wire.begin();
    const { answer } = await wire.pendingGet(sid);
    assert.equal((await wire.post(sid, `1${RS}4unread`)).body, 'ok');
    assert.equal((await answer).body, '6');
    refused(await wire.get(sid), 1);
  });

  it('by a close packet over a WebSocket', { skip: foreign !== undefined }, async () => {
    const peer = await wire.connected();
    peer.send('1');
    await peer.closed;
  });

  it('by what is not a packet', async () => {
    for (const body of ['abc', `4x${RS}`, '9', '']) {
      const sid = await wire.begin();
      assert.deepEqual([(await wire.post(sid, body)).body], ['ok'], JSON.stringify(body));
      refused(await wire.get(sid), 1);
    }
    const peer = await wire.connected();
    peer.send('abc');
    await peer.closed;
  });

  it('by a ping of the client', async () => {
    for (const packet of ['2', '2probe']) {
      const peer = await wire.connected();
      peer.send(packet);
      await peer.closed;
    }
  });

  it('not by packets that mean nothing', async () => {
    const peer = await wire.connected();
    for (const packet of ['0', '5', '6', '4alive']) peer.send(packet);
    assert.equal(await peer.packet(), '4alive');
  });

  it('by a second GET, of which the first is told', async () => {
    const sid = await wire.begin();
    const { answer } = await wire.pendingGet(sid);
    const second = await wire.get(sid);
    assert.deepEqual([second.status, second.body], [400, '']);
    assert.deepEqual(await answer.then(({ status, body }) => [status, body]), [200, '1']);
    refused(await wire.get(sid), 1);
  });

  it('by a GET whose client leaves', async () => {
    const sid = await wire.begin();
    const stop = new AbortController();
    const { answer } = await wire.pendingGet(sid, { signal: stop.signal });
    stop.abort();
    await assert.rejects(answer);
    await endsAtOnce(sid);
    refused(await wire.get(sid), 1);
  });

  it('by a POST whose client leaves half way', async () => {
    const sid = await wire.begin();
    const post = wire.halfPost(sid);
    await post.started;
    assert.ok(await wire.isAlive(await wire.begin()), 'others go on');
    post.abort();
    await endsAtOnce(sid);
  });

  it('by a POST that is far too long', async () => {
    const sid = await wire.begin();
    const { status } = await wire.post(sid, '4'.padEnd(3_000_000, 'x')).catch(() => ({ status: 413 })); // or cut off
    assert.equal(status, 413);
    await endsAtOnce(sid);
  });

  it('by a second POST while the first is on its way', async () => {
    const sid = await wire.begin();
    const first = wire.halfPost(sid);
    await first.started;
    const second = await wire.post(sid, '6');
    assert.deepEqual([second.status, second.body], [400, '']);
    refused(await wire.get(sid), 1);
    first.abort();
  });

  it('by a POST of the wrong type', async () => {
    const sid = await wire.begin();
    const answer = await wire.post(sid, '4x', { headers: { 'Content-Type': 'application/octet-stream' } });
    assert.deepEqual([answer.status, answer.body], [400, '']);
    refused(await wire.get(sid), 1);
  });

  it('not by a request of another method, or version', async () => {
    const sid = await wire.begin();
    for (const method of ['PUT', 'OPTIONS', 'DELETE']) {
      const { status, body } = await wire.request({ sid }, { method });
      assert.deepEqual([status, body], [500, '']);
    }
    refused(await wire.request({ sid, EIO: '3' }), 3);
    refused(await wire.request({ sid, transport: 'websocket' }), 3);
    assert.ok(await wire.isAlive(sid));
  });
});

describe('the upgrade', () => {
  it('takes the messages along', async () => {
    const { peer } = await upgraded();
    peer.send('4hello');
    assert.equal(await peer.packet(), '4hello');
  });

  it('answers the GET that waits, and later ones', async () => {
    const sid = await wire.begin();
    const { answer } = await wire.pendingGet(sid);
    const peer = await wire.probing(sid);
    peer.send('2probe');
    assert.equal(await peer.next(), '3probe');
    assert.equal((await answer).body, '6');
    assert.deepEqual(await wire.packets(sid), ['6']);
    peer.send('5');
    peer.send('4x');
    assert.equal(await peer.packet(), '4x');
  });

  it('sends what was left on the way', async () => {
    const sid = await wire.begin();
    const peer = await wire.probing(sid);
    peer.send('2probe');
    assert.equal(await peer.next(), '3probe');
    await wire.post(sid, ['4a', 'bAQIDBA==', '4b'].join(RS));
    peer.send('5');
    assert.equal(await peer.packet(), '4a');
    assert.deepEqual(await peer.packet(), Buffer.from([1, 2, 3, 4]));
    assert.equal(await peer.packet(), '4b');
  });

  it('ends polling, but not the session', async () => {
    const { sid, peer } = await upgraded();
    peer.send('4x');
    assert.equal(await peer.packet(), '4x');
    refused(await wire.get(sid), 3);
    refused(await wire.post(sid, '4y'), 3);
    peer.send('4z');
    assert.equal(await peer.packet(), '4z');
  });

  it('is not needed by who upgrades at once', async () => {
    const sid = await wire.begin();
    const { answer } = await wire.pendingGet(sid);
    const peer = await wire.probing(sid);
    peer.send('5');
    assert.equal((await answer).body, '1');
    peer.send('4x');
    assert.equal(await peer.packet(), '4x');
  });

  it('fails alone: the session goes on by polling', async () => {
    const sid = await wire.begin();
    for (const packet of ['2', '4x', 'abc', '3probe']) {
      const peer = await wire.probing(sid);
      peer.send(packet);
      await peer.closed;
    }
    const lost = await wire.probing(sid);
    lost.socket.terminate();
    await poll(async () => {
      const peer = await wire.probing(sid);
      peer.send('2probe');
      return (await peer.next()) === '3probe'; // not while the lost one counts
    }, 'another one may try');
    await wire.post(sid, '4x');
    assert.equal(await wire.packet(sid), '4x');
  });

  it('happens once', { skip: foreign !== undefined }, async () => {
    const { sid, peer } = await upgraded();
    await wire.connect({ sid }).closed;
    peer.send('4x');
    assert.equal(await peer.packet(), '4x');
    const straight = wire.connect();
    const handshake = await straight.next();
    await wire.connect({ sid: JSON.parse(handshake.slice(1)).sid }).closed;
    straight.send('4x');
    assert.equal(await straight.packet(), '4x');
  });

  it('ends with the session', async () => {
    const sid = await wire.begin();
    const peer = await wire.probing(sid);
    await wire.post(sid, '1');
    await peer.closed;
  });
});
