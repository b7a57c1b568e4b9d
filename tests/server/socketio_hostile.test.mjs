// SPDX-License-Identifier: MIT
// A booth at a Socket.IO server that means no good: after each attack it comes back, small, quiet and idle.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { WebSocketServer } from 'ws';

import { Callbooth } from '../support/callbooth.mjs';
import { poll } from '../support/poll.mjs';

const file = fileURLToPath(new URL('hostile_booth.toml', import.meta.url));
const megabyte = 2 ** 20;
const handshake = (rest = {}) =>
  `0${JSON.stringify({ sid: 's', upgrades: [], pingInterval: 25000, pingTimeout: 20000, maxPayload: 1e6, ...rest })}`;
const spaces = ['/chatroom', '/cursors'];

/** Sends as long as the booth takes it, some at a time. */
const flood = (socket, message, times) => {
  for (let i = 0; i < 500 && times > 0; ++i, --times) socket.send(message);
  const next = () => flood(socket, message, times);
  if (times > 0 && socket.readyState === socket.OPEN) setImmediate(next);
};
const inSpaces = (socket, ...packets) => packets.forEach((packet) => spaces.forEach((space) => socket.send(packet.replaceAll('/ns', space))));
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const crowd = JSON.stringify(Object.fromEntries(Array.from({ length: 4000 }, (_, i) => [`id${i}`, { id: `id${i}`, x: 0.5, y: 0.5 }])));
const wrong = ['null', '7', '"x"', '[]', '{}', '{"x":{}}', '{"x":1e999}', '[[[]]]', '{"id":null,"name":7}', '"\\u0000"', '-1', '""'];

/** What is done to a booth: before it is let in, or once it is in its namespaces. */
const early = {
  'text that is not a packet': (socket) => socket.send('xyz'),
  'binaries before anything else': (socket) => flood(socket, Buffer.alloc(1000), 100),
  'a handshake that is not JSON': (socket) => socket.send('0{"sid":'),
  'a handshake of a megabyte': (socket) => socket.send(handshake({ rest: 'x'.repeat(megabyte / 2) })),
  'a handshake that wants no silence': (socket) => socket.send(handshake({ pingInterval: 0, pingTimeout: 0 })),
  'a handshake of huge numbers': (socket) => socket.send(handshake({ pingInterval: 1e300, pingTimeout: -1, maxPayload: -5 })),
  'the end at once': (socket) => socket.terminate(),
  'a CONNECT without an id': (socket) => [handshake(), '40/chatroom,', '40/cursors,{"sid":7}'].forEach((each) => socket.send(each)),
  'an id of a megabyte': (socket) => [handshake(), `40/chatroom,{"sid":"${'x'.repeat(megabyte / 2)}"}`].forEach((each) => socket.send(each)),
  'nothing': () => {},
};
const late = {
  'pings without end': (socket) => flood(socket, '2', 100_000),
  'events without end': (socket) => flood(socket, '42/chatroom,["message",{"id":"a","name":"b"},"c"]', 50_000),
  'names without end': (socket) => flood(socket, '42/chatroom,["name","b"]', 50_000),
  'refused names without end': (socket) => flood(socket, '42/chatroom,["nameError","no"]', 50_000),
  'crowds without end': (socket) => flood(socket, `42/cursors,["update",${crowd}]`, 1000),
  'events that want acknowledgements': (socket) => flood(socket, '42/cursors,7["update",{}]', 50_000),
  'answers to nothing': (socket) => flood(socket, '43/cursors,99999999999999999["x"]', 50_000),
  'a message that is too long': (socket) => socket.send('4'.padEnd(2 * megabyte, 'x')),
  'a tree that is too deep': (socket) => inSpaces(socket, `42/ns,["update",${deep}]`),
  'attachments that never come': (socket) => inSpaces(socket, '451-/ns,["update",{"_placeholder":true,"num":0}]', '42/ns,["x"]'),
  'an attachment of nobody': (socket) => socket.send(Buffer.alloc(100)),
  'too many attachments': (socket) => socket.send('4511-/cursors,["update"]'),
  'large attachments without end': (socket) => {
    for (let i = 0; i < 10; ++i) {
      socket.send('4510-/cursors,["update"]');
      for (let j = 0; j < 10; ++j) socket.send(Buffer.alloc(900_000));
    }
  },
  'an event that is reserved': (socket) => inSpaces(socket, '42/ns,["disconnect"]', '42/ns,[]', '42/ns,{}'),
  'close packets': (socket) => flood(socket, '1', 10),
};
/** These it survives without losing the connection. */
const harmless = {
  'values of every wrong type': (socket) => wrong.forEach((value) => inSpaces(socket, `42/ns,["update",${value}]`, `42/ns,["message",${value},${value}]`, `42/ns,["name",${value}]`)),
  'namespaces that nobody asked for': (socket) => ['40/other,{"sid":"x"}', '42/other,["x"]', '41/other,', '44/other,{}'].forEach((each) => socket.send(each)),
};

describe('a booth at a hostile server', { timeout: 240_000 }, () => {
  const http = createServer((_, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ noServer: true });
  let booth;
  let attack = null; // what the next connections meet
  let redirect = null;
  let joined = new Set(); // of the connection that behaves well
  let current = null;

  const welcome = (socket, onJoined = () => {}) => {
    const asked = new Set();
    socket.on('message', (data) => {
      const space = /^40(\/\w+),/.exec(data.toString())?.[1];
      if (!space) return;
      socket.send(`40${space},{"sid":"id"}`);
      asked.add(space);
      if (asked.size === spaces.length) onJoined();
    });
    socket.send(handshake());
    return asked;
  };
  const accept = (socket) => {
    socket.on('error', () => {});
    current = socket;
    if (attack) return attack(socket);
    joined = welcome(socket);
  };
  http.on('upgrade', (request, socket, head) => {
    if (redirect) return socket.end(`HTTP/1.1 302 Found\r\nLocation: ${redirect}\r\nContent-Length: 0\r\n\r\n`);
    sockets.handleUpgrade(request, socket, head, accept);
  });
  const memory = async () => Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${booth.pid}/status`, 'utf8'))[1]) / 1024;
  const cpu = async () => {
    const fields = (await readFile(`/proc/${booth.pid}/stat`, 'utf8')).split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  const isIn = () => joined.size === spaces.length && current.readyState === current.OPEN;
  /** The booth meets what `meet` does once, and is then in its namespaces of a good server again. */
  const survives = async (meet) => {
    const met = new Promise((resolve) => {
      attack = (socket) => {
        attack = null;
        socket.once('close', resolve);
        meet(socket);
      };
    });
    joined = new Set();
    current.terminate();
    await met;
    await poll(isIn, 'it is back');
  };

  before(async () => {
    await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
    booth = await Callbooth.run(file, [], { env: { HOSTILE_URL: `http://127.0.0.1:${http.address().port}` } });
    await poll(isIn, 'it is in its namespaces');
  });
  after(async () => {
    const { code } = await booth.stop();
    http.close();
    http.closeAllConnections();
    sockets.clients.forEach((socket) => socket.terminate());
    assert.equal(code, 0, booth.report());
  });
  /** The attack, and what it has cost. */
  const costs = async (run) => {
    const [lines, time, size] = [booth.lines.length, await cpu(), await memory()];
    await run();
    const logged = booth.lines.slice(lines).filter((line) => !line.endsWith('b: c')); // but for what is said
    assert.ok(logged.length < 60, logged.slice(0, 80).join('\n'));
    assert.ok((await cpu()) - time < 10, 'CPU seconds');
    if (process.env.ASAN_OPTIONS) return; // which keeps freed memory
    assert.ok((await memory()) - size < 64, 'MiB');
  };

  for (const [name, send] of Object.entries(early)) it(`survives ${name}`, () => costs(() => survives(send)));
  for (const [name, send] of Object.entries(late))
    it(`survives ${name}`, () => costs(() => survives((socket) => welcome(socket, () => {
      send(socket);
      socket.closer = setTimeout(() => socket.terminate(), 3000); // where it is not the booth that ends it
      socket.once('close', () => clearTimeout(socket.closer));
    }))));
  for (const [name, send] of Object.entries(harmless))
    it(`does not mind ${name}`, async () => {
      const socket = current;
      send(socket);
      const pong = new Promise((resolve) => socket.on('message', (data) => data.toString() === '3' && resolve()));
      socket.send('2');
      await pong;
      assert.equal(socket.readyState, socket.OPEN);
    });

  it('survives redirections in a circle', () => costs(async () => {
    redirect = '/socket.io/?EIO=4&transport=websocket';
    const lines = booth.lines.length;
    current.terminate();
    await booth.waitFor(/no connection to/, 20_000, lines);
    redirect = null;
    await poll(isIn, 'it is back');
  }));

  it('survives a storm of connections that end', () => costs(async () => {
    let storm = 10;
    attack = (socket) => {
      socket.send(handshake());
      socket.terminate();
      if (--storm === 0) attack = null;
    };
    current.terminate();
    await poll(() => storm === 0 && isIn(), 'it is back');
  }));
});
