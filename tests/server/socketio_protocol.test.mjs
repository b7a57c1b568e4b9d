// SPDX-License-Identifier: MIT
// Socket.IO 5 as its clients see it: the cases of the protocol's conformance suite, and what breaks the protocol.
// SOCKETIO_URL names another server, such as support/socketio_npm_echo.mjs.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { RS, Wire } from '../support/engine_wire.mjs';
import { foreign, serveEcho } from '../support/socketio_server.mjs';

let server;
let wire;

before(async () => {
  server = foreign ? undefined : await serveEcho();
  wire = new Wire(foreign ?? server.url, '/socket.io');
});
after(async () => {
  wire?.close();
  await server?.stop();
});

const joined = async (connect = '40') => {
  const peer = await wire.connected();
  peer.send(connect);
  assert.match(await peer.packet(), /^40.*\{"sid":"[\w-]{20}"\}$/);
  await peer.packet(); // auth
  return peer;
};
const echoes = async (peer) => {
  peer.send('42["message","alive"]');
  assert.equal(await peer.packet(), '42["message-back","alive"]');
};
const closes = async (packets, connect) => {
  const peer = await joined(connect);
  for (const packet of packets) peer.send(packet);
  for (let message; (message = await peer.packet()) !== null; ) assert.doesNotMatch(String(message), /^41/);
};

describe('connecting', () => {
  for (const [connect, answer, auth] of [
    ['40', /^40\{"sid":"[\w-]{20}"\}$/, '42["auth",{}]'],
    ['40{"token":"123"}', /^40\{"sid":"[\w-]{20}"\}$/, '42["auth",{"token":"123"}]'],
    ['40/custom,', /^40\/custom,\{"sid":"[\w-]{20}"\}$/, '42/custom,["auth",{}]'],
    ['40/custom,{"a":[1,{"b":null}]}', /^40\/custom,\{"sid":"[\w-]{20}"\}$/, '42/custom,["auth",{"a":[1,{"b":null}]}]'],
    ['40/', /^40\{"sid":"[\w-]{20}"\}$/, '42["auth",{}]'],
    ['40/,', /^40\{"sid":"[\w-]{20}"\}$/, '42["auth",{}]'],
  ]) {
    it(`with ${connect}`, async () => {
      const peer = await wire.connected();
      peer.send(connect);
      assert.match(await peer.packet(), answer);
      assert.equal(await peer.packet(), auth);
    });
  }

  it('to a namespace that is not there', async () => {
    const peer = await wire.connected();
    for (const name of ['/nowhere', '/custom?x=1']) {
      peer.send(`40${name},`);
      assert.equal(await peer.packet(), `44${name},{"message":"Invalid namespace"}`);
    }
  });

  it('has another id than the session', async () => {
    const peer = wire.connect();
    const { sid } = JSON.parse((await peer.next()).slice(1));
    peer.send('40');
    assert.notEqual(JSON.parse((await peer.packet()).slice(2)).sid, sid);
  });

  it('must not take long, and a refusal does not count', async () => {
    const peer = await wire.connected();
    peer.send('40/nowhere,');
    assert.match(await peer.packet(), /^44/);
    const begun = performance.now();
    assert.equal(await peer.packet(), null);
    const took = performance.now() - begun;
    assert.ok(took > 700 && took < 2500, `${took} ms`);
  });

  it('comes before anything else', async () => {
    for (const packet of ['42["message"]', '41', '430[]', '42/custom,["message"]']) {
      const peer = await wire.connected();
      peer.send(packet);
      assert.equal(await peer.packet(), null);
    }
  });

  it('takes nothing but an object', async () => {
    for (const packet of ['40[]', '40"x"', '40null', '40{', '40{}x']) {
      const peer = await wire.connected();
      peer.send(packet);
      assert.equal(await peer.packet(), null, packet);
    }
  });

  it('to two namespaces over one session', async () => {
    const peer = await joined();
    peer.send('40/custom,');
    assert.match(await peer.packet(), /^40\/custom,/);
    assert.match(await peer.packet(), /^42\/custom,\["auth"/);
    peer.send('42/custom,["message","a"]');
    assert.equal(await peer.packet(), '42/custom,["message-back","a"]');
    await echoes(peer);
  });

  it('works by polling', async () => {
    const sid = await wire.begin();
    await wire.post(sid, '40');
    const got = [];
    while (got.length < 2) got.push(...(await wire.packet(sid)).split(RS));
    assert.match(got[0], /^40\{"sid"/);
    assert.equal(got[1], '42["auth",{}]');
    await wire.post(sid, ['452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]', 'bAQID', 'bBAUG'].join(RS));
    got.length = 0;
    while (got.length < 3) got.push(...(await wire.packet(sid)).split(RS));
    assert.deepEqual(got, ['452-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]', 'bAQID', 'bBAUG']);
  });
});

describe('leaving', () => {
  it('of a namespace leaves the session, and others', async () => {
    const peer = await joined();
    peer.send('40/custom,');
    await peer.packet();
    await peer.packet();
    peer.send('41/custom,');
    await echoes(peer);
  });

  it('and coming back at once', { skip: foreign !== undefined }, async () => {
    const peer = await joined();
    peer.send('41');
    peer.send('40');
    assert.match(await peer.packet(), /^40\{"sid"/);
  });

  it('of a namespace that was not joined ends all', () => closes(['41/custom,']));
});

describe('messages', () => {
  it('come back', async () => {
    const peer = await joined();
    peer.send('42["message",1,"2",{"3":[true,null]}]');
    assert.equal(await peer.packet(), '42["message-back",1,"2",{"3":[true,null]}]');
  });

  it('come back with their binaries', async () => {
    const peer = await joined();
    peer.send('452-["message",{"_placeholder":true,"num":0},[{"_placeholder":true,"num":1}]]');
    peer.send(Buffer.from([1, 2, 3]));
    peer.send('3'); // a heartbeat may come between
    peer.send(Buffer.from([]));
    assert.equal(await peer.packet(), '452-["message-back",{"_placeholder":true,"num":0},[{"_placeholder":true,"num":1}]]');
    assert.deepEqual(await peer.packet(), Buffer.from([1, 2, 3]));
    assert.deepEqual(await peer.packet(), Buffer.from([]));
  });

  it('are acknowledged', async () => {
    const peer = await joined();
    peer.send('42456["message-with-ack",1,"2",{"3":[false]}]');
    assert.equal(await peer.packet(), '43456[1,"2",{"3":[false]}]');
    peer.send('452-789["message-with-ack",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]');
    peer.send(Buffer.from([1, 2, 3]));
    peer.send(Buffer.from([4, 5, 6]));
    assert.equal(await peer.packet(), '462-789[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]');
    assert.deepEqual(await peer.packet(), Buffer.from([1, 2, 3]));
    assert.deepEqual(await peer.packet(), Buffer.from([4, 5, 6]));
  });

  it('that nobody takes are ignored', async () => {
    const peer = await joined();
    for (const packet of ['42["unknown",1]', '42[7]', '42', '43999[]']) peer.send(packet);
    await echoes(peer);
  });
});

describe('what breaks the protocol ends the session', () => {
  const cases = {
    'an unknown type': ['4abc'],
    'an invalid packet': ['4a'],
    'a type beyond the last': ['47'],
    'an event that is not an array': ['42{}'],
    'an event without a name': ['42[]'],
    'an event whose name is null': ['42[null]'],
    'an event whose name is an object': ['42[{}]'],
    'broken JSON': ['42["message",'],
    'a reserved event': ['42["connect"]'],
    'another reserved event': ['42["disconnecting"]'],
    'a second CONNECT': ['40'],
    'a connect error': ['44{"message":"x"}'],
    'an event for a namespace that was not joined': ['42/custom,["message"]'],
    'no attachments in a binary event': ['450-["message"]'],
    'eleven attachments': ['4511-["message"]'],
    'a spare binary': [Buffer.from([1])],
    'a text where a binary is due': ['451-["message",{"_placeholder":true,"num":0}]', '42["message"]'],
    'a placeholder that is a text': ['451-["message",{"_placeholder":true,"num":"0"}]', Buffer.from([1])],
    'a placeholder out of range': ['451-["message",{"_placeholder":true,"num":1}]', Buffer.from([1])],
  };
  for (const [name, packets] of Object.entries(cases)) it(name, () => closes(packets));
});
